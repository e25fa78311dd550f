export * from './address.js';
export * from './checksum.js';
export * from './icmp.js';
export * from './ipv4.js';
