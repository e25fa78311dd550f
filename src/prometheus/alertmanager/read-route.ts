import type { ConfigFields, ConfigNode } from '../config-yaml.js';
import { isLabelName } from '../series/labels.js';
import type { Route } from './config.js';
import type { AlertMatcher } from './matcher.js';

/** What routes may name. */
export interface KnownNames {
  /** Reads the matchers of a route, in any of the ways to write them. */
  readonly matchersOf: (fields: ConfigFields) => readonly AlertMatcher[];
  readonly receivers: ReadonlySet<string>;
  readonly timeIntervals: ReadonlySet<string>;
}

/** What a route has from its parent. */
type Inherited = Pick<Route, 'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>;

const routeFields = [
  ...[
    'receiver',
    'group_by',
    'match',
    'match_re',
    'matchers',
    'mute_time_intervals',
    'active_time_intervals',
  ],
  ...['continue', 'routes', 'group_wait', 'group_interval', 'repeat_interval'],
];

/** Alertmanager's own values (dispatch.DefaultRouteOpts). */
const defaults: Inherited = {
  receiver: '',
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};

/** Reads the tree of routes from its root. */
export function readRoute(node: ConfigNode, known: KnownNames): Route {
  const root = readOne(node, defaults, known);
  const wrong = (reason: string): Error => node.error(reason);
  if (root.receiver === '') throw wrong('root route must specify a default receiver');
  if (root.matchers.length > 0) throw wrong('root route must not have any matchers');
  if (root.muteTimeIntervals.length > 0) throw wrong('root route must not have any mute time intervals');
  if (root.activeTimeIntervals.length > 0) throw wrong('root route must not have any active time intervals');
  if (root.continue) throw wrong('cannot have continue in root route');
  return root;
}

function readOne(node: ConfigNode, parent: Inherited, known: KnownNames): Route {
  const fields = node.fields(routeFields, 'config.plain');
  const receiver = fields.get('receiver')?.text() ?? '';
  if (receiver !== '' && !known.receivers.has(receiver))
    throw node.error(`undefined receiver "${receiver}" used in route`);
  const inherited: Inherited = {
    receiver: receiver === '' ? parent.receiver : receiver,
    groupBy: readGroupBy(fields.get('group_by')) ?? parent.groupBy,
    groupWaitMs: fields.get('group_wait')?.durationMs() ?? parent.groupWaitMs,
    groupIntervalMs: positive(fields, 'group_interval') ?? parent.groupIntervalMs,
    repeatIntervalMs: positive(fields, 'repeat_interval') ?? parent.repeatIntervalMs,
  };
  return {
    ...inherited,
    matchers: known.matchersOf(fields),
    continue: fields.get('continue')?.boolean() ?? false,
    muteTimeIntervals: intervals(fields.get('mute_time_intervals'), known),
    activeTimeIntervals: intervals(fields.get('active_time_intervals'), known),
    routes: (fields.get('routes')?.list() ?? []).map((each) => readOne(each, inherited, known)),
  };
}

function readGroupBy(node: ConfigNode | undefined): readonly string[] | 'all' | undefined {
  const names = node?.texts();
  if (node === undefined || names === undefined || names.length === 0) return undefined;
  const labels = names.filter((name) => name !== '...');
  for (const name of labels) {
    if (!isLabelName(name)) throw node.error(`invalid label name "${name}" in group_by list`);
  }
  if (labels.length < names.length && labels.length > 0) {
    throw node.error('cannot have wildcard group_by (`...`) and other other labels at the same time');
  }
  const twice = labels.find((name, i) => labels.indexOf(name) < i);
  if (twice !== undefined) throw node.error(`duplicated label "${twice}" in group_by`);
  return labels.length === 0 ? 'all' : labels;
}

function positive(fields: ConfigFields, name: string): number | undefined {
  const node = fields.get(name);
  const durationMs = node?.durationMs();
  if (node !== undefined && durationMs === 0) throw node.error(`${name} cannot be zero`);
  return durationMs;
}

function intervals(node: ConfigNode | undefined, { timeIntervals }: KnownNames): readonly string[] {
  const names = node?.texts() ?? [];
  const unknown = names.find((name) => !timeIntervals.has(name));
  if (node !== undefined && unknown !== undefined)
    throw node.error(`undefined time interval "${unknown}" used in route`);
  return names;
}
