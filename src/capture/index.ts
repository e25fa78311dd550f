export type { Network } from '../network/network.js';
export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export type { Scenario } from '../scenario/scenario.js';
export type { SimulatedClock } from '../simulator/clock.js';
export type { CounterSnapshot } from '../simulator/counters.js';
export type { Endpoint } from '../simulator/endpoint.js';
export type { Tap } from '../simulator/interface.js';
export type { SimulatedNames } from '../simulator/names.js';
export type { Simulation, TapPlace } from '../simulator/simulation.js';
export type { Capture } from './capture-source.js';
export type { CaptureInterface, CapturedPacket } from './captured-packet.js';
export type { ConversationEnd } from './conversations/conversation-pair.js';
export type { Conversation, ConversationWay } from './conversations/conversation.js';
export { type DissectedLayer, type Dissection, dissect } from './dissect.js';
export type { FieldContext } from './fields/field-context.js';
export type { Field, FieldKind, FieldValue } from './fields/field.js';
export type {
  CaptureFacts,
  CaptureInterfaceFacts,
  CaptureName,
  CaptureSection,
} from './file/capture-facts.js';
export { CaptureError, type CaptureFault } from './file/capture-file-error.js';
export { type ReadCaptureOptions, readCapture } from './file/capture-file-read.js';
export type { WritablePacket } from './file/capture-file-write.js';
export { openCaptureFile, writeCaptureFile } from './file/capture-file.js';
export { linkType } from './file/link-type.js';
export { encodePcap, encodingPcap } from './file/pcap-writer.js';
export { type PcapngOptions, encodePcapng, encodingPcapng } from './file/pcapng-writer.js';
export { type DisplayFilter, compileFilter } from './filter/compile.js';
export { FilterError } from './filter/filter-error.js';
export type { Layer, ProtocolName } from './layers/layer.js';
export {
  CapturePermissionError,
  type CapturingOptions,
  type LiveCapture,
  capturing,
} from './live-capture.js';
export { type OpenCaptureOptions, openCapture } from './open-capture.js';
export { Outline } from './outline.js';
export { type PacketList, listing, packetList, selecting } from './packet-list.js';
export { type RecordedCapture, recordedCapture, recordedCaptures } from './recorded-capture.js';
export { NotSimulatedError, type SimulatedCaptureOptions, simulatedCapture } from './simulated-capture.js';
export type { CaptureEndpoint } from './statistics/endpoints.js';
export type { CaptureErrorCount, CaptureErrorKind } from './statistics/errors.js';
export type { ProtocolShare } from './statistics/hierarchy.js';
export type { TimeQuantiles } from './statistics/quantile.js';
export type { CaptureRate } from './statistics/rates.js';
export type { RequestKind, ResponseKind, ResponseTimes } from './statistics/response-times.js';
export {
  type ByConversationKind,
  type CaptureStatistics,
  type CaptureStatisticsOptions,
  type StatisticName,
  captureStatistics,
} from './statistics/statistics.js';
export { type PacketSummary, SummaryContext, summarise } from './summary/summary.js';
