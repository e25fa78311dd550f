export * from './origin.js';
export * from './parse-error.js';
