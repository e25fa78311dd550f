import { isIpv6 } from '../../probe/ip-packet.js';

/** The modules of `/probe`: blackbox_exporter's icmp and tcp, and our own traceroute. */
const probeModules = ['icmp', 'tcp', 'traceroute'] as const;

/** One of {@link probeModules}. */
export type ProbeModule = (typeof probeModules)[number];

/** A probe that is asked for. */
export interface ProbeRequest {
  readonly module: ProbeModule;
  /** As it was written: `www.exemple.fr`, `192.0.2.1:443`, `[2001:db8::1]:443`. */
  readonly target: string;
  readonly host: string;
  /** With `tcp` only. */
  readonly port?: number;
}

/** A probe that is not run; the message is the answer to the request. */
export class ProbeRefusedError extends Error {
  override readonly name = 'ProbeRefusedError';

  /** @param reason the target is not allowed, or the request makes no probe */
  constructor(
    readonly reason: 'target' | 'request',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the parameters of `/probe`.
 *
 * @throws {@link ProbeRefusedError} for reason of the request
 */
export function probeRequest(parameters: URLSearchParams): ProbeRequest {
  const target = only(parameters, 'target');
  const module = probeModules.find((name) => name === only(parameters, 'module', 'icmp'));
  if (module === undefined)
    throw new ProbeRefusedError('request', `unknown module: there are ${probeModules.join(', ')}`);
  // The host is given to the resolver as it is: only what a host may be called gets there.
  if (!/^[\w.:%[\]-]{1,253}$/.test(target))
    throw new ProbeRefusedError('request', 'target is not a host name or address');
  if (module !== 'tcp') return { module, target, host: withoutBrackets(target) };
  const { host = '', port = '' } =
    /^(?<host>\[[^\]]+\]|[^:[\]]+):(?<port>\d{1,5})$/.exec(target)?.groups ?? {};
  if (Number(port) < 1 || Number(port) > 65535)
    throw new ProbeRefusedError('request', 'a target of module tcp is host:port, or [address]:port for IPv6');
  return { module, target, host: withoutBrackets(host), port: Number(port) };
}

/**
 * Refuses a target that is not on the list: who reaches the exporter could otherwise have it probe any machine.
 *
 * @param request what is asked
 * @param allowed hosts, of which every port may be asked, or hosts with one port
 * @throws {@link ProbeRefusedError} for reason of the target
 */
export function requireAllowed({ target, host }: ProbeRequest, allowed: readonly string[]): void {
  const bare = isIpv6(host) ? `[${host}]` : host;
  if ([target, host, bare].some((name) => allowed.includes(name))) return;
  throw new ProbeRefusedError(
    'target',
    allowed.length === 0
      ? 'no target is allowed: start the exporter with --target HOST for each host that it may probe'
      : `this target is not on the list of this exporter (--target); allowed: ${allowed.join(', ')}`,
  );
}

function only(parameters: URLSearchParams, name: string, otherwise?: string): string {
  const [value = otherwise, second] = parameters.getAll(name);
  if (value === undefined || value === '')
    throw new ProbeRefusedError('request', `the parameter ${name} is missing`);
  if (second !== undefined) throw new ProbeRefusedError('request', `the parameter ${name} comes twice`);
  return value;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
