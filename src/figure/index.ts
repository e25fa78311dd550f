export type { Capture } from '../capture/capture.js';
export type { Dissection } from '../capture/dissect.js';
export type { CaptureErrorCount } from '../capture/statistics/errors.js';
export type { ResponseTimes } from '../capture/statistics/response-times.js';
export type { Origin } from '../origin.js';
export type { QueryRange } from '../prometheus/promql/query-range.js';
export type { MatrixResult } from '../prometheus/promql/result.js';
export type { Scenario } from '../scenario/scenario.js';
export { type AlertHistory, alertStates } from './alert-states.js';
export { type Bar, type BarChart, type BarRow, barChart } from './bar-chart.js';
export {
  type ErrorShares,
  type ResponseQuantiles,
  errorShares,
  responseQuantiles,
} from './capture-errors.js';
export { type FollowedConversation, conversationSequence } from './conversation-sequence.js';
export { type Dashboard, dashboard } from './dashboard.js';
export { type Drawing, type Figure, type PlotlyObject, drawingAt, narrowBelowPx } from './drawing/figure.js';
export { frenchNumber, label, wrap } from './drawing/label.js';
export {
  type ColourName,
  type Scheme,
  darkPalette,
  inScheme,
  lightToDark,
  palette,
} from './drawing/palette.js';
export { type RenderOptions, exportFigure, renderPng, renderSvg } from './export/render.js';
export {
  type ChartAxis,
  type ChartSeries,
  type ChartThreshold,
  type LineChart,
  lineChart,
} from './line-chart.js';
export { monitoringArchitecture } from './monitoring-architecture.js';
export { networkPlan } from './network-plan.js';
export { NoNotebookError } from './notebook/cell-output.js';
export { type LiveDisplay, liveDisplay, show } from './notebook/show.js';
export { type PacketBytes, type PacketField, packetBytes } from './packet-bytes.js';
export { type PacketTree, packetTree } from './packet-tree.js';
export type { Panel, PanelLine } from './panel.js';
export { type TracedHop, type TracedPath, type TracedProbe, pathBoxes } from './path-boxes.js';
export { type PathLink, type PathWays, pathGraph } from './path-graph.js';
export { type Phase, type PhaseFlame, phaseFlame } from './phase-flame.js';
export { pingMechanism } from './ping-mechanism.js';
export { type MappedHost, type PortState, portMap } from './port-map.js';
export { type QuerySeriesOptions, querySeries } from './query-series.js';
export { type TimedRequest, requestPhases } from './request-phases.js';
export { type DrawnRoute, routeTree } from './route-tree.js';
export { type RttProfile, rttProfiles } from './rtt-profiles.js';
export { type Sequence, type SequenceMessage, sequenceDiagram } from './sequence-diagram.js';
export { type TcpStateName, tcpStates } from './tcp-states.js';
export { traceAnimation } from './trace-animation.js';
export { traceOnPaths } from './trace-on-paths.js';
export { tracerouteMechanism } from './traceroute-mechanism.js';
export { ttlHops } from './ttl-hops.js';
