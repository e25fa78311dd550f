import * as v from 'valibot';
import { boolean, fields, list, optionalText, someFields } from '../config-yaml.js';
import type { Receiver } from './config.js';

/** Integrations, and whether they tell of the end of alerts when nothing is said (config/notifiers.go). */
const integrations: Readonly<Record<string, boolean>> = {
  discord: true,
  email: false,
  opsgenie: true,
  pagerduty: true,
  pushover: true,
  slack: false,
  sns: true,
  telegram: true,
  victorops: true,
  webex: true,
  webhook: true,
  wechat: false,
};

interface Written {
  readonly send_resolved?: boolean;
}

type Integration = v.GenericSchema<unknown, Written>;

const anything = v.exactOptional(v.unknown());
const common = { send_resolved: v.exactOptional(boolean) };

const webhook: Integration = v.pipe(
  fields('config.plain', { ...common, http_config: anything, url: optionalText, max_alerts: anything }),
  v.check(({ url }) => url !== '', 'missing URL in webhook config'),
  v.check(
    ({ url }) => /^https?:\/\/./.test(url),
    ({ input }) => `unsupported scheme "${/^(\w+):\/\/./.exec(input.url)?.[1] ?? ''}" for URL`,
  ),
);

const ofMails =
  'hello auth_username auth_password auth_password_file auth_secret auth_identity headers html text';

/** @param global names of the fields of the whole configuration, which may hold what mails need */
function mail(global: ReadonlySet<string>): Integration {
  return v.pipe(
    fields('config.plain', {
      ...common,
      ...Object.fromEntries(ofMails.split(' ').map((name) => [name, anything])),
      to: optionalText,
      from: anything,
      smarthost: anything,
      require_tls: anything,
      tls_config: anything,
    }),
    v.check(({ to }) => to !== '', 'missing to address in email config'),
    v.check(
      ({ smarthost }) => smarthost !== undefined || global.has('smtp_smarthost'),
      'no global SMTP smarthost set',
    ),
    v.check(({ from }) => from !== undefined || global.has('smtp_from'), 'no global SMTP from set'),
  );
}

/** A receiver; `global` may hold what its mails need. */
export function receiver(global: ReadonlySet<string>): v.GenericSchema<unknown, Receiver> {
  const schemas: Readonly<Record<string, Integration>> = { webhook, email: mail(global) };
  const configs = Object.keys(integrations).map((type) => {
    return [`${type}_configs`, list(schemas[type] ?? someFields(common))] as const;
  });
  return v.pipe(
    fields('config.plain', { ...Object.fromEntries(configs), name: optionalText }),
    v.check(({ name }) => name !== '', 'missing name in receiver'),
    v.transform(({ name, ...written }) => {
      const lists: Readonly<Record<string, readonly Written[]>> = written;
      const used = Object.entries(integrations).flatMap(([type, whenSilent]) =>
        (lists[`${type}_configs`] ?? []).map(({ send_resolved: told }) => ({
          type,
          sendResolved: told ?? whenSilent,
        })),
      );
      return { name, integrations: used };
    }),
  );
}
