import type { ConfigNode } from '../config-yaml.js';
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

/** Reads one receiver; `global` may hold what its mails need. */
export function readReceiver(node: ConfigNode, global: ConfigNode | undefined): Receiver {
  const types = Object.keys(integrations);
  const fields = node.fields(['name', ...types.map((type) => `${type}_configs`)], 'config.plain');
  const name = fields.get('name')?.text() ?? '';
  if (name === '') throw node.error('missing name in receiver');
  const found = types.flatMap((type) =>
    (fields.get(`${type}_configs`)?.list() ?? []).map((each) => {
      checkIntegration(type, each, global);
      return {
        type,
        sendResolved: each.entries().get('send_resolved')?.boolean() ?? integrations[type] === true,
      };
    }),
  );
  return { name, integrations: found };
}

function checkIntegration(type: string, node: ConfigNode, global: ConfigNode | undefined): void {
  if (type === 'webhook') checkWebhook(node);
  if (type === 'email') checkMail(node, global);
}

function checkWebhook(node: ConfigNode): void {
  const fields = node.fields(['send_resolved', 'http_config', 'url', 'max_alerts'], 'config.plain');
  const url = fields.get('url')?.text() ?? '';
  if (url === '') throw node.error('missing URL in webhook config');
  const [, scheme] = /^(\w+):\/\/./.exec(url) ?? [];
  if (scheme !== 'http' && scheme !== 'https')
    throw node.error(`unsupported scheme "${scheme ?? ''}" for URL`);
}

const mailFields = [
  ...[
    'send_resolved',
    'to',
    'from',
    'hello',
    'smarthost',
    'auth_username',
    'auth_password',
    'auth_password_file',
  ],
  ...['auth_secret', 'auth_identity', 'headers', 'html', 'text', 'require_tls', 'tls_config'],
];

function checkMail(node: ConfigNode, global: ConfigNode | undefined): void {
  const fields = node.fields(mailFields, 'config.plain');
  if ((fields.get('to')?.text() ?? '') === '') throw node.error('missing to address in email config');
  const common = global?.entries();
  if (!fields.has('smarthost') && !common?.has('smtp_smarthost'))
    throw node.error('no global SMTP smarthost set');
  if (!fields.has('from') && !common?.has('smtp_from')) throw node.error('no global SMTP from set');
}
