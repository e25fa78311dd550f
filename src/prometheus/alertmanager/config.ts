import type { TimeInterval } from './time-interval.js';
import type { AlertMatcher } from './matcher.js';

/** A node of the tree by which alerts find their receivers; what it does not say it has from its parent. */
export interface Route {
  readonly receiver: string;
  readonly matchers: readonly AlertMatcher[];
  /** Whether the routes after it are looked at as well. */
  readonly continue: boolean;
  /** Labels that make a group; `all` for every label (`...`). */
  readonly groupBy: readonly string[] | 'all';
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
}

/** An alert that another one makes useless. */
export interface InhibitRule {
  readonly source: readonly AlertMatcher[];
  readonly target: readonly AlertMatcher[];
  readonly equal: readonly string[];
}

/** Who is told. */
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
