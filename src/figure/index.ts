export { alertStates, type AlertHistory } from './alert-states.js';
export { barChart, type Bar, type BarChart, type BarRow } from './bar-chart.js';
export {
  errorShares,
  responseQuantiles,
  type ErrorShares,
  type ResponseQuantiles,
} from './capture-errors.js';
export { conversationSequence, type FollowedConversation } from './conversation-sequence.js';
export { dashboard, type Dashboard, type Panel, type PanelLine } from './dashboard.js';
export { drawingAt, narrowBelowPx, type Drawing, type Figure, type PlotlyObject } from './drawing/figure.js';
export { frenchNumber, label, wrap } from './drawing/label.js';
export {
  lineChart,
  type ChartAxis,
  type ChartSeries,
  type ChartThreshold,
  type LineChart,
} from './line-chart.js';
export { monitoringArchitecture } from './monitoring-architecture.js';
export { networkPlan } from './network-plan.js';
export { packetBytes, type PacketBytes, type PacketField } from './packet-bytes.js';
export {
  darkPalette,
  inScheme,
  lightToDark,
  palette,
  type ColourName,
  type Scheme,
} from './drawing/palette.js';
export { packetTree, type PacketTree } from './packet-tree.js';
export { pathBoxes, type TracedPath } from './path-boxes.js';
export { pathGraph, type PathLink, type PathWays } from './path-graph.js';
export { phaseFlame, type Phase, type PhaseFlame } from './phase-flame.js';
export { pingMechanism } from './ping-mechanism.js';
export { portMap, type MappedHost, type PortState } from './port-map.js';
export { querySeries, type QuerySeriesOptions } from './query-series.js';
export { requestPhases, type TimedRequest } from './request-phases.js';
export { routeTree, type DrawnRoute } from './route-tree.js';
export { rttProfiles, type RttProfile } from './rtt-profiles.js';
export { sequenceDiagram, type Sequence, type SequenceMessage } from './sequence-diagram.js';
export { tcpStates, type TcpStateName } from './tcp-states.js';
export { traceAnimation } from './trace-animation.js';
export { traceOnPaths } from './trace-on-paths.js';
export { tracerouteMechanism } from './traceroute-mechanism.js';
export { ttlHops } from './ttl-hops.js';
