export { drawingAt, narrowBelowPx, type Drawing, type Figure, type PlotlyObject } from './figure.js';
export { frenchNumber, label, wrap } from './label.js';
export { packetBytes, type PacketBytes, type PacketField } from './packet-bytes.js';
export { darkPalette, inScheme, lightToDark, palette, type ColourName, type Scheme } from './palette.js';
export { pingMechanism } from './ping-mechanism.js';
export { rttProfiles, type RttProfile } from './rtt-profiles.js';
export { ttlHops } from './ttl-hops.js';
