export { ParseError } from '../parse-error.js';
export { addressNames } from './scenario.js';
export {
  type ChangeSettings,
  type DurationText,
  type EgressSettings,
  type EndSettings,
  type FilterSettings,
  type IcmpSettings,
  type LinkSettings,
  type NodeSettings,
  type OneOrMore,
  type PacketCountText,
  type PercentageText,
  type PrefixText,
  type RateText,
  type RouteSettings,
  type ScenarioBuilder,
  type ScenarioOptions,
  type SizeText,
  type TrafficSettings,
  scenario,
} from './builder.js';
export { generateTree } from './generate.js';
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
