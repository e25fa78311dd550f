import * as v from 'valibot';
import { type DocumentPath, FieldFault } from '../../document/document.js';
import { boolean, durationMs, fields, list, optionalText, text } from '../config-yaml.js';
import type { RegexCompiler } from '../series/series-regex.js';
import type { Route } from './config.js';
import { matcherFields, readMatchers } from './read-matchers.js';

/** What routes may name. */
interface KnownNames {
  readonly compile: RegexCompiler;
  readonly receivers: ReadonlySet<string>;
  readonly timeIntervals: ReadonlySet<string>;
}

/** What a route has from its parent. */
type Inherited = Pick<Route, 'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>;

/** Alertmanager's own values (dispatch.DefaultRouteOpts). */
const defaults: Inherited = {
  receiver: '',
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};

const groupBy = v.pipe(
  list(text),
  v.rawTransform<string[], Route['groupBy'] | undefined>(({ dataset: { value: names }, addIssue, NEVER }) => {
    const labels = names.filter((name) => name !== '...');
    const wrong = labels.find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name));
    const twice = labels.find((name, i) => labels.indexOf(name) < i);
    if (wrong !== undefined) addIssue({ message: `invalid label name "${wrong}" in group_by list` });
    else if (labels.length < names.length && labels.length > 0)
      addIssue({
        message: 'cannot have wildcard group_by (`...`) and other other labels at the same time',
      });
    else if (twice !== undefined) addIssue({ message: `duplicated label "${twice}" in group_by` });
    else if (names.length === 0) return undefined;
    else return labels.length === 0 ? 'all' : labels;
    return NEVER;
  }),
);

function positive(name: string): v.GenericSchema<unknown, number> {
  return v.pipe(durationMs, v.minValue(1, `${name} cannot be zero`));
}

const routeFields = {
  ...matcherFields,
  receiver: optionalText,
  group_by: v.exactOptional(groupBy),
  group_wait: v.exactOptional(durationMs),
  group_interval: v.exactOptional(positive('group_interval')),
  repeat_interval: v.exactOptional(positive('repeat_interval')),
  continue: v.exactOptional(boolean, ''),
  mute_time_intervals: list(text),
  active_time_intervals: list(text),
};

/** A route, as a file writes it. */
type WrittenRoute = v.InferOutput<v.ObjectSchema<typeof routeFields, undefined>> & {
  readonly routes: readonly WrittenRoute[];
};

export const writtenRoute: v.GenericSchema<unknown, WrittenRoute> = fields('config.plain', {
  ...routeFields,
  routes: list(v.lazy(() => writtenRoute)),
});

/**
 * The tree of routes from its root.
 *
 * @throws {@link FieldFault} for a name that nothing has, or for what the root may not have
 */
export function routeOf(written: WrittenRoute, path: DocumentPath, known: KnownNames): Route {
  const root = inner(written, path, defaults, known);
  const problem = rootProblem(root);
  if (problem !== undefined) throw new FieldFault(path, problem);
  return root;
}

function rootProblem(root: Route): string | undefined {
  if (root.receiver === '') return 'root route must specify a default receiver';
  if (root.matchers.length > 0) return 'root route must not have any matchers';
  if (root.muteTimeIntervals.length > 0) return 'root route must not have any mute time intervals';
  if (root.activeTimeIntervals.length > 0) return 'root route must not have any active time intervals';
  return root.continue ? 'cannot have continue in root route' : undefined;
}

function inner(written: WrittenRoute, path: DocumentPath, parent: Inherited, known: KnownNames): Route {
  const { receiver } = written;
  if (receiver !== '' && !known.receivers.has(receiver))
    throw new FieldFault([...path, 'receiver'], `undefined receiver "${receiver}" used in route`);
  for (const list of ['mute_time_intervals', 'active_time_intervals'] as const) {
    const unknown = written[list].findIndex((name) => !known.timeIntervals.has(name));
    if (unknown < 0) continue;
    const message = `undefined time interval "${written[list][unknown] ?? ''}" used in route`;
    throw new FieldFault([...path, list, unknown], message);
  }
  const inherited: Inherited = {
    receiver: receiver === '' ? parent.receiver : receiver,
    groupBy: written.group_by ?? parent.groupBy,
    groupWaitMs: written.group_wait ?? parent.groupWaitMs,
    groupIntervalMs: written.group_interval ?? parent.groupIntervalMs,
    repeatIntervalMs: written.repeat_interval ?? parent.repeatIntervalMs,
  };
  return {
    ...inherited,
    matchers: readMatchers(written, { path, prefix: '', compile: known.compile }),
    continue: written.continue,
    muteTimeIntervals: written.mute_time_intervals,
    activeTimeIntervals: written.active_time_intervals,
    routes: written.routes.map((each, i) => inner(each, [...path, 'routes', i], inherited, known)),
  };
}
