import type { InferOutput } from 'valibot';
import { exactOptional } from 'valibot';
import { fields } from '../document/schema.js';
import { yesOrNo } from './field.js';
import { duration, packetCount, percentage, rate } from './quantity.js';
import type { ScenarioEgress } from './scenario.js';

/** What a file may say of the packets that leave by an interface. */
export const egressFields = {
  delay: exactOptional(duration),
  jitter: exactOptional(duration),
  loss: exactOptional(percentage),
  duplication: exactOptional(percentage),
  reorders: exactOptional(yesOrNo),
  rate: exactOptional(rate),
  queue: exactOptional(packetCount),
};

export const egressSchema = fields(egressFields);

type EgressText = InferOutput<typeof egressSchema>;

/** What a file says, in the names of a scenario; what it leaves out is left out. */
export function egressOf(text: EgressText): Partial<ScenarioEgress> {
  return {
    ...(text.delay !== undefined && { delayMs: text.delay }),
    ...(text.jitter !== undefined && { jitterMs: text.jitter }),
    ...(text.loss !== undefined && { loss: text.loss }),
    ...(text.duplication !== undefined && { duplication: text.duplication }),
    ...(text.reorders !== undefined && { reorders: text.reorders }),
    ...(text.rate !== undefined && { rateBitsPerSecond: text.rate }),
    ...(text.queue !== undefined && { queuePackets: text.queue }),
  };
}
