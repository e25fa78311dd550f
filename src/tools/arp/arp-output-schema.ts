import type { GenericSchema } from 'valibot';
import { array, boolean, exactOptional, number, strictObject, string } from 'valibot';
import type { ArpEntry } from './arp-output.js';

/** What `sonde parse arp` prints. */
export const arpOutputSchema: GenericSchema<readonly ArpEntry[]> = array(
  strictObject({
    address: exactOptional(string()),
    hostName: exactOptional(string()),
    hardwareAddress: exactOptional(string()),
    interface: exactOptional(string()),
    isPermanent: boolean(),
    isPublished: boolean(),
    expiresSeconds: exactOptional(number()),
  }),
);
