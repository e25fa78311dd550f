import type { NmapRun } from './nmap-run.js';
import type { ToolSource } from '../tool-source.js';

/**
 * What to find out: the hosts that are up (-sn), the ports that are open (-sT), the versions of services (-sV), the
 * operating systems (-O, as root).
 */
export type NmapMode = 'hosts' | 'connect' | 'versions' | 'os';

/** What {@link nmap} and {@link nmapping} accept. */
export interface NmapOptions {
  /** `connect` by default. */
  readonly mode?: NmapMode;
  /** Numbers, or a text such as `22,80,8000-8010`; nmap's thousand most common ports by default. */
  readonly ports?: string | readonly number[];
  /** Names or categories of NSE scripts, e.g. `http-title`. */
  readonly scripts?: readonly string[];
  /** Whether the system's DNS is asked for the names of hosts; not by default. */
  readonly names?: boolean;
  /** `auto` by default: nmap if it is installed, otherwise a recorded run. */
  readonly source?: ToolSource;
  /** Who allowed the scan of an address that is not private, or scripts that may harm, in words. */
  readonly authorisation?: string;
  /** What to run nmap through, e.g. `['ip', 'netns', 'exec', 'lab-pc']`. */
  readonly prefix?: readonly string[];
  /** nmap is ended after that; 15 minutes by default. */
  readonly timeLimitMs?: number;
  /** Ends nmap when aborted. */
  readonly signal?: AbortSignal;
}

/** A run of nmap, and where it comes from. */
export interface NmapResult extends NmapRun {
  readonly origin: 'live' | 'recorded';
  /** Why it is a recording; empty when it is not, or was asked for. */
  readonly reason: string;
  /** As it was asked; a recording is of another network. */
  readonly target: string;
  /** File of `data/nmap`. */
  readonly recording?: string;
}

/** How far nmap is with one of its tasks. */
export interface NmapProgress {
  readonly kind: 'progress';
  /** In nmap's words, e.g. `Connect Scan`. */
  readonly task: string;
  readonly percent: number;
  /** What nmap thinks is left of this task. */
  readonly remainingS?: number;
}

/** What comes of a scan: progress, then the result. */
export type NmapEvent = NmapProgress | { readonly kind: 'result'; readonly result: NmapResult };
