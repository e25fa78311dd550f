export { MonitoringError, type MonitoringFault } from './monitor-error.js';
export type { MonitoringProgress } from './monitoring-stack.js';
export type { MonitoringService } from './service.js';
export { type Monitoring, type MonitoringOptions, startMonitoring } from './start-monitoring.js';
