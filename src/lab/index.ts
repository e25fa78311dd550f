export type { Scenario } from '../scenario/scenario.js';
export { labDown } from './down.js';
export { exportFormats, exportLab, type ExportedFile, type ExportFormat, type LabExport } from './export.js';
export { LabError, type LabFault } from './lab-error.js';
export { labList, type LabSummary } from './list.js';
export type { LabState } from './state-file.js';
export { labUp, type LabUpOptions } from './up.js';
