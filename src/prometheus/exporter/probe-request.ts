import { isIpv6 } from '../../probe/ip-packet.js';

/** What a probe on demand can be: blackbox_exporter's icmp and tcp, and our own path. */
export const probeModules = ['icmp', 'tcp', 'traceroute'] as const;

/** One of {@link probeModules}. */
export type ProbeModule = (typeof probeModules)[number];

/** What a probe is to ask. */
export interface ProbeRequest {
  readonly module: ProbeModule;
  /** As it was written: `www.exemple.fr`, `192.0.2.1:443`, `[2001:db8::1]:443`. */
  readonly target: string;
  readonly host: string;
  /** With `tcp` only. */
  readonly port?: number;
}

/** A request that no probe can be made of; the message says why, for whoever asked. */
export class ProbeRequestError extends Error {
  override readonly name = 'ProbeRequestError';
}

/** A target that nobody allowed. */
export class TargetForbiddenError extends Error {
  override readonly name = 'TargetForbiddenError';
}

/**
 * Reads the parameters of `/probe`.
 *
 * @throws {@link ProbeRequestError}
 */
export function probeRequest(parameters: URLSearchParams): ProbeRequest {
  const target = only(parameters, 'target');
  const module = probeModules.find((name) => name === only(parameters, 'module', 'icmp'));
  if (module === undefined)
    throw new ProbeRequestError(`unknown module: there are ${probeModules.join(', ')}`);
  // A host is handed to the resolver as it is: what could not be one stops here.
  if (!/^[\w.:%[\]-]{1,253}$/.test(target))
    throw new ProbeRequestError('target is not a host name or address');
  if (module !== 'tcp') return { module, target, host: withoutBrackets(target) };
  const { host = '', port = '' } =
    /^(?<host>\[[^\]]+\]|[^:[\]]+):(?<port>\d{1,5})$/.exec(target)?.groups ?? {};
  if (Number(port) < 1 || Number(port) > 65535)
    throw new ProbeRequestError('a target of module tcp is host:port, or [address]:port for IPv6');
  return { module, target, host: withoutBrackets(host), port: Number(port) };
}

/**
 * Refuses what is not on the list: whoever reaches the exporter could otherwise have it probe any machine.
 *
 * @param request what is asked
 * @param allowed hosts, of which every port may be asked, or hosts with one port
 * @throws {@link TargetForbiddenError}
 */
export function requireAllowed({ target, host }: ProbeRequest, allowed: readonly string[]): void {
  const bare = isIpv6(host) ? `[${host}]` : host;
  if ([target, host, bare].some((name) => allowed.includes(name))) return;
  throw new TargetForbiddenError(
    allowed.length === 0
      ? 'no target is allowed: start the exporter with --target HOST for each host that it may probe'
      : `this target is not on the list of this exporter (--target); allowed: ${allowed.join(', ')}`,
  );
}

function only(parameters: URLSearchParams, name: string, otherwise?: string): string {
  const [value = otherwise, second] = parameters.getAll(name);
  if (value === undefined || value === '') throw new ProbeRequestError(`the parameter ${name} is missing`);
  if (second !== undefined) throw new ProbeRequestError(`the parameter ${name} comes twice`);
  return value;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
