export type { Network } from '../network/network.js';
export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export type { TappedPacket } from '../simulator/interface.js';
export type { TapPlace } from '../simulator/simulation.js';
export {
  type Capture,
  type CapturedPacket,
  type CaptureFacts,
  type CaptureInterface,
  type CaptureInterfaceFacts,
  type CaptureName,
  type CaptureSection,
  linkType,
} from './capture.js';
export type { ConversationEnd } from './conversations/conversation-pair.js';
export type {
  CaptureEndpoint,
  Conversation,
  ConversationWay,
  RequestKind,
} from './conversations/conversation.js';
export type { ResponseKind } from './conversations/requests.js';
export type { FieldContext } from './conversations/tracked-fields.js';
export { type BrokenLayer, type DissectedLayer, type Dissection, dissect } from './dissect.js';
export { CaptureError, type CaptureFault } from './file/capture-decoder.js';
export type { WritablePacket } from './file/capture-encoder.js';
export { openCaptureFile, writeCaptureFile } from './file/capture-file.js';
export { encodePcap, encodingPcap } from './file/pcap.js';
export { type PcapngOptions, encodePcapng, encodingPcapng } from './file/pcapng-writer.js';
export { type ReadCaptureOptions, readCapture } from './file/read-capture.js';
export { type DisplayFilter, compileFilter } from './filter/compile.js';
export { FilterError } from './filter/syntax.js';
export type { Field, FieldKind, FieldValue } from './layers/field.js';
export type { ProtocolName } from './layers/layer.js';
export {
  CapturePermissionError,
  type CapturingOptions,
  type LiveCapture,
  capturing,
} from './live-capture.js';
export { type OpenCaptureOptions, openCapture } from './open-capture.js';
export { type PacketList, listing, packetList, selecting } from './packet-list.js';
export { type RecordedCapture, recordedCapture, recordedCaptures } from './recorded-capture.js';
export { type SimulatedCaptureOptions, type Tappable, simulatedCapture } from './simulated-capture.js';
export type { CaptureErrorCount, CaptureErrorKind } from './statistics/errors.js';
export type { ProtocolShare } from './statistics/hierarchy.js';
export type { CaptureRate } from './statistics/rates.js';
export type { ResponseTimes, TimeQuantiles } from './statistics/response-times.js';
export {
  type ByConversationKind,
  type CaptureStatistics,
  type CaptureStatisticsOptions,
  type StatisticName,
  captureStatistics,
} from './statistics/statistics.js';
export { type PacketSummary, summarise } from './summary/summary.js';
