import type { TimeInterval } from './time-interval.js';
import type { AlertMatcher } from './matcher.js';

/** A node of the tree by which alerts are routed to receivers; what it does not set it inherits from its parent. */
export interface Route {
  readonly receiver: string;
  readonly matchers: readonly AlertMatcher[];
  /** Whether the routes after it are tried as well. */
  readonly continue: boolean;
  /** Labels by which alerts are grouped; `all` for every label (`...`). */
  readonly groupBy: readonly string[] | 'all';
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
}

/** Alerts that are not notified while others fire. */
export interface InhibitRule {
  /** The alerts that inhibit. */
  readonly source: readonly AlertMatcher[];
  /** The alerts that are inhibited. */
  readonly target: readonly AlertMatcher[];
  /** Labels that both must have alike. */
  readonly equal: readonly string[];
}

/** Where notifications go: a name for a list of integrations. */
export interface Receiver {
  readonly name: string;
  readonly integrations: readonly { readonly type: string; readonly sendResolved: boolean }[];
}

/** A configuration of Alertmanager. */
export interface AlertmanagerConfig {
  readonly route: Route;
  readonly receivers: readonly Receiver[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  readonly templates: readonly string[];
  readonly hasGlobal: boolean;
}
