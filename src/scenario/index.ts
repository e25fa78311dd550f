export { ParseError } from '../parse-error.js';
export { addressNames } from './address-names.js';
export { loadScenario, loadScenarioFile, scenarioNames } from './load.js';
export { readScenario } from './read.js';
export {
  DocumentError,
  type DocumentFault,
  type DocumentPath,
  type TextPosition,
} from '../document/document.js';
export type {
  RejectAnswer,
  Scenario,
  ScenarioAddress,
  ScenarioChange,
  ScenarioEgress,
  ScenarioEnd,
  ScenarioFilter,
  ScenarioHop,
  ScenarioIcmp,
  ScenarioIcmpLimit,
  ScenarioLink,
  ScenarioName,
  ScenarioNode,
  ScenarioRoute,
  ScenarioTraffic,
  ScenarioUdpService,
} from './scenario.js';
