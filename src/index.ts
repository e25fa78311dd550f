export { CaptureError, type CaptureFault } from './capture/file/capture-file-error.js';
export { readCapture, type ReadCaptureOptions } from './capture/file/capture-file-read.js';
export type { WritablePacket } from './capture/file/capture-file-write.js';
export { openCaptureFile, writeCaptureFile } from './capture/file/capture-file.js';
export type * from './capture/file/capture-facts.js';
export type { Capture } from './capture/capture-source.js';
export type { CapturedPacket, CaptureInterface } from './capture/captured-packet.js';
export { linkType } from './capture/file/link-type.js';
export * from './capture/live-capture.js';
export * from './capture/open-capture.js';
export * from './capture/packet-list.js';
export { encodePcap, encodingPcap } from './capture/file/pcap-writer.js';
export { encodePcapng, encodingPcapng, type PcapngOptions } from './capture/file/pcapng-writer.js';
export * from './capture/recorded-capture.js';
export * from './capture/simulated-capture.js';
export type { Conversation, ConversationWay } from './capture/conversations/conversation.js';
export type { ConversationEnd } from './capture/conversations/conversation-pair.js';
export type { CaptureEndpoint } from './capture/statistics/endpoints.js';
export type { CaptureErrorCount, CaptureErrorKind } from './capture/statistics/errors.js';
export type { ProtocolShare } from './capture/statistics/hierarchy.js';
export type { TimeQuantiles } from './capture/statistics/quantile.js';
export type { CaptureRate } from './capture/statistics/rates.js';
export type { ResponseKind, ResponseTimes } from './capture/statistics/response-times.js';
export {
  type ByConversationKind,
  captureStatistics,
  type CaptureStatistics,
  type CaptureStatisticsOptions,
  type StatisticName,
} from './capture/statistics/statistics.js';
export * from './tools/iperf3/iperf3.js';
export { parseIperf3Documents, parseIperf3Json } from './tools/iperf3/iperf3-json.js';
export type {
  Iperf3Event,
  Iperf3Lab,
  Iperf3Link,
  Iperf3Options,
  Iperf3Progress,
  Iperf3Result,
} from './tools/iperf3/iperf3-options.js';
export { iperf3Recording, iperf3RecordingNames } from './tools/iperf3/iperf3-recording.js';
export * from './tools/iperf3/iperf3-run.js';
export * from './tools/iperf3/iperf3-window.js';
export * from './tools/nmap/nmap.js';
export type {
  NmapEvent,
  NmapMode,
  NmapOptions,
  NmapProgress,
  NmapResult,
} from './tools/nmap/nmap-options.js';
export * from './tools/nmap/nmap-run.js';
export { RefusedScriptError } from './tools/nmap/nmap-script.js';
export { parseNmapXml } from './tools/nmap/nmap-xml.js';
export type { ToolSource } from './tools/run/tool-source.js';
export * from './tools/arp/arp-output.js';
export { operand } from './tools/run/argument.js';
export { findTool } from './tools/run/find-tool.js';
export * from './tools/ip/ip-output-json.js';
export * from './tools/ip/ip-output-link.js';
export * from './tools/ip/ip-output-neighbour.js';
export * from './tools/ip/ip-output-route.js';
export * from './tools/netstat/netstat-output.js';
export type { NetstatInterface } from './tools/netstat/netstat-output-interfaces.js';
export type { NetstatRoute } from './tools/netstat/netstat-output-routes.js';
export type { NetstatEndpoint, NetstatSocket, NetstatTimer } from './tools/netstat/netstat-output-sockets.js';
export type { NetstatCounter, NetstatProtocol } from './tools/netstat/netstat-output-statistics.js';
export type { NetstatUnixSocket } from './tools/netstat/netstat-output-unix.js';
export {
  type RunningTool,
  runTool,
  startTool,
  succeeded,
  type ToolOptions,
  type ToolRun,
} from './tools/run/run.js';
export * from './tools/ss/ss-output.js';
export type { SsDetails, SsMemory, SsTimer, SsUser } from './tools/ss/ss-output-details.js';
export type { SsSummary, SsTransport } from './tools/ss/ss-output-summary.js';
export type { SsTcpInfo } from './tools/ss/ss-output-tcp.js';
export * from './tools/run/tool-error.js';
export type { MtrOutput, MtrOutputHop, MtrOutputHost } from './tools/mtr/mtr-output.js';
export { parseMtrJson } from './tools/mtr/mtr-output-json.js';
export { parseMtrReport } from './tools/mtr/mtr-output-report.js';
export * from './tools/ping/ping-output.js';
export * from './tools/tracepath/tracepath-output.js';
export * from './tools/traceroute/traceroute-output.js';
export * from './tools/tracert/tracert-output.js';
export type { Exercise } from './course/exercise.js';
export * from './course/exercise-sheet.js';
export { exercise } from './course/live-desk.js';
export type { ExerciseProgress, JournalEntry, JournalStore } from './course/progress.js';
export { dissect, type DissectedLayer, type Dissection } from './capture/dissect.js';
export type { FieldContext } from './capture/fields/field-context.js';
export type { Field, FieldKind, FieldValue } from './capture/fields/field.js';
export { compileFilter, type DisplayFilter } from './capture/filter/compile.js';
export { FilterError } from './capture/filter/filter-error.js';
export type { ProtocolName } from './capture/layers/layer.js';
export { type PacketSummary, summarise, SummaryContext } from './capture/summary/summary.js';
export { exportFigure } from './figure/export/files.js';
export { renderPng, renderSvg, type RenderOptions } from './figure/export/render.js';
export * as figure from './figure/index.js';
export { NoNotebookError } from './figure/notebook/cell-output.js';
export { dataFrame, type DataFrame } from './figure/table/data-frame.js';
export { type LiveDisplay, liveDisplay } from './figure/notebook/live-display.js';
export { show } from './figure/notebook/show.js';
export { showTable } from './figure/table/show-table.js';
export { type TableCell, type TableOptions, type TableRow } from './figure/table/table.js';
export * from './host/kernel/arp.js';
export type { ExactCounters } from './host/kernel/counter.js';
export * from './host/kernel/if-inet6.js';
export * from './host/kernel/igmp.js';
export { type Interval, IntervalError } from './host/interval.js';
export { parseIpv6Routes, readIpv6Routes, type Ipv6Route } from './host/kernel/ipv6-route.js';
export { type ByteOrder, type Machine, NoKernelFileError, type Reading } from './host/machine.js';
export {
  type InterfaceCounterName,
  type InterfaceCounters,
  parseNetDev,
  readNetDev,
} from './host/kernel/net-dev.js';
export { parseNetstat, readNetstat } from './host/kernel/netstat.js';
export * from './tools/netstat/netstat-interfaces.js';
export * from './tools/netstat/netstat-ipv6-routes.js';
export * from './tools/netstat/netstat-routes.js';
export * from './tools/netstat/netstat-statistics.js';
export * from './host/open-machine.js';
export type { ProtocolCounters } from './host/kernel/protocol-counters.js';
export * from './host/protocol-rates.js';
export * from './host/rates.js';
export { type RecordedReading, type Recording } from './host/recorded-machine.js';
export { machineCard, type MachineCard, machineNames, UnknownMachineError } from './host/recordings.js';
export * from './host/kernel/route.js';
export * from './host/kernel/snmp.js';
export * from './host/kernel/snmp6.js';
export * from './host/kernel/sockstat.js';
export * from './host/kernel/sockstat6.js';
export * from './host/kernel/softnet-stat.js';
export * from './host/watch-rates.js';
export * from './host/kernel/wireless.js';
export { parseProcTcp, readProcTcp, type SocketFile, SocketFileReader } from './host/kernel/proc-tcp.js';
export {
  parseProcUnix,
  readProcUnix,
  type UnixSocket,
  type UnixSocketType,
} from './host/kernel/proc-unix.js';
export type { ServiceNames } from './host/services.js';
export type {
  SocketAddress,
  SocketRow,
  SocketTimer,
  SocketTimerKind,
} from './host/sockets/socket-columns.js';
export { SocketColumns } from './host/sockets/socket-columns.js';
export type { SocketEntry } from './host/sockets/socket-entry.js';
export type { SocketProcess } from './host/sockets/socket-process.js';
export { type SocketState, socketStates } from './host/sockets/socket-state.js';
export {
  type SocketKind,
  type SocketTable,
  socketTable,
  type SocketTableOptions,
} from './host/sockets/socket-table.js';
export { compileSocketFilter, type SocketFilter } from './host/sockets/ss-filter.js';
export type { HostSyntax } from './host/sockets/ss-host.js';
export { ssReport, type SsReportOptions } from './tools/ss/ss-report.js';
export {
  socketSummary,
  type SocketSummary,
  ssSummaryReport,
  type SummaryLine,
} from './tools/ss/ss-summary.js';
export {
  MonitoringFolderError,
  MonitoringPlatformError,
  MonitoringPortError,
  MonitoringProgramError,
  MonitoringRunningError,
} from './monitor/monitor-error.js';
export type { MonitoringProgress } from './monitor/monitoring-stack.js';
export type { MonitoringService } from './monitor/service.js';
export { type Monitoring, type MonitoringOptions, startMonitoring } from './monitor/start-monitoring.js';
export * from './network/network.js';
export * from './network/open.js';
export { diagnose, type Diagnosis, type Finding } from './notebook/diagnosis.js';
export { type Origin, originLabel } from './origin.js';
export * from './packet/index.js';
export * from './parse-error.js';
export { NotAuthorisedError } from './probe/authorisation.js';
export * from './probe/mtr.js';
export * from './tools/mtr/mtr-report.js';
export * from './probe/multipath.js';
export { InvalidOptionError } from './probe/option.js';
export * from './probe/ping.js';
export * from './tools/ping/ping-report.js';
export * from './probe/ping-series.js';
export { type PathMtuOptions, type PathMtuResult, type PathMtuStep, pathMtu } from './probe/pmtu.js';
export * from './probe/scan.js';
export * from './probe/tcping.js';
export { type PingStatistics, rttStatistics, type RttStatistics } from './probe/ping-statistics.js';
export * from './probe/sweep.js';
export type { TraceProbe } from './probe/trace-flight.js';
export type { TraceProtocol } from './probe/trace-method.js';
export type { WaitFactors } from './probe/trace-wait.js';
export * from './probe/traceroute.js';
export * from './tools/traceroute/traceroute-report.js';
export * from './tools/tracert/tracert-report.js';
export { ExpositionError } from './prometheus/exposition/exposition-error.js';
export type {
  Exemplar,
  MetricFamily,
  MetricSample,
  MetricType,
} from './prometheus/exposition/exposition-family.js';
export {
  type ScrapeAnswer,
  type ScrapeOutcome,
  Scraper,
  type ScrapeTarget,
} from './prometheus/exposition/exposition-scrape.js';
export { parseExposition } from './prometheus/exposition/exposition-text.js';
export { UnwritableMetricError, writeExposition } from './prometheus/exposition/exposition-text-write.js';
export { machineFamilies } from './prometheus/exporter/machine-families.js';
export { pathFamilies } from './prometheus/exporter/path-families.js';
export {
  courseDashboard,
  type GrafanaDashboard,
  type GrafanaPanel,
} from './prometheus/grafana/course-dashboard.js';
export {
  dashboardQueries,
  type DashboardQuery,
  type DashboardUnit,
  type PanelQuery,
} from './prometheus/grafana/dashboard-queries.js';
export {
  dashboardExpression,
  dashboardLegend,
  type DashboardVariables,
} from './prometheus/grafana/dashboard-variables.js';
export * from './prometheus/exporter/start-exporter.js';
export * from './prometheus/monitored-machine.js';
export * from './prometheus/monitored-scenario.js';
export { PrometheusServerError, type ServerFault } from './prometheus/client/server-error.js';
export * from './prometheus/open-prometheus.js';
export { parseOpenMetrics } from './prometheus/exposition/openmetrics.js';
export type * from './prometheus/prometheus.js';
export { writeOpenMetrics } from './prometheus/exposition/openmetrics-write.js';
export { courseRoutes } from './prometheus/alertmanager/course-routes.js';
export type { AlertmanagerConfig, InhibitRule, Receiver, Route } from './prometheus/alertmanager/config.js';
export {
  type Notification,
  type NotificationOptions,
  type SentAlert,
  simulateNotifications,
} from './prometheus/alertmanager/notifications.js';
export { readAlertmanagerConfig } from './prometheus/alertmanager/read-config.js';
export { matchingRoutes, routeTreeText } from './prometheus/alertmanager/route.js';
export type { AlertmanagerSilence } from './prometheus/alertmanager/muting.js';
export { readSilence } from './prometheus/alertmanager/silence.js';
export { ConfigError } from './prometheus/config-yaml.js';
export type { Expression } from './prometheus/promql/syntax/ast.js';
export {
  PromEngine,
  type PromEngineOptions,
  type PromQueryable,
  type QueryOptions,
  type QueryRange,
} from './prometheus/promql/engine.js';
export { ExpressionError } from './prometheus/promql/syntax/expression-error.js';
export { type ParsedExpression, parseExpression } from './prometheus/promql/syntax/parse.js';
export { QueryError, type QueryErrorType } from './prometheus/promql/query-error.js';
export type {
  MatrixResult,
  MatrixSeries,
  QueryResult,
  ScalarResult,
  StringResult,
  VectorResult,
  VectorSample,
} from './prometheus/promql/result.js';
export { type DuplicateRule, duplicateRules } from './prometheus/rules/duplicate-rules.js';
export * from './prometheus/rules/course-rules.js';
export type { ActiveAlert, AlertState } from './prometheus/rules/evaluate-alerting.js';
export {
  type RuleFailure,
  RuleEvaluator,
  type RuleEvaluatorOptions,
} from './prometheus/rules/evaluate-rules.js';
export {
  type CheckedRuleFile,
  checkRuleFile,
  readRuleFile,
  RuleFileError,
} from './prometheus/rules/rule-file.js';
export { testRuleFile, type RuleTestVerdict } from './prometheus/rules/rule-files.js';
export type { AlertingRule, RecordingRule, Rule, RuleFault, RuleGroup } from './prometheus/rules/rule.js';
export { readRuleTestFile, type RuleTest, type RuleTestFile } from './prometheus/rules/unit-test-file.js';
export { runRuleTests } from './prometheus/rules/unit-test.js';
export type { Labels } from './prometheus/series/series-labels.js';
export { appendSeries, parseSeriesValues, type WrittenSample } from './prometheus/series/series-notation.js';
export {
  type AppendOutcome,
  InvalidLabelsError,
  type SeriesAppender,
  SeriesStore,
} from './prometheus/series/series-store.js';
export { type AlertTemplateData, expandAlertTemplate } from './prometheus/template/expand.js';
export { TemplateError } from './prometheus/template/syntax.js';
export { addressNames } from './scenario/address-names.js';
export { loadScenario, loadScenarioFile, scenarioNames, UnknownScenarioError } from './scenario/load.js';
export { readScenario } from './scenario/read.js';
export * from './scenario/scenario.js';
export { ScenarioError } from './scenario/scenario-error.js';
export type { CounterSnapshot, DropReason } from './simulator/counters.js';
export type { Endpoint } from './simulator/endpoint.js';
export type { Tap, TappedPacket } from './simulator/interface.js';
export type { SendRefusal } from './simulator/output.js';
export type { Simulation, TapPlace } from './simulator/simulation.js';
