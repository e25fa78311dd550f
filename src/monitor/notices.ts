import { ToolMissingError } from '../run/tool-run.js';
import { open } from '../network/open.js';
import { type ProgramService, servicePrograms } from './service.js';

/** Longer than the module's own timeout. */
const PROBE_TIMEOUT_MS = 10_000;

/** What the stack does without a program, in French. */
const without: Readonly<Record<Exclude<ProgramService, 'prometheus'>, string>> = {
  node: 'les compteurs du réseau viennent de «\u00a0sonde exporter\u00a0», sous les mêmes noms',
  blackbox: 'les sondes icmp et tcp viennent de «\u00a0sonde exporter\u00a0», sous les mêmes noms',
  alertmanager: 'les alertes se voient dans Prometheus, personne ne les achemine',
};

/** What is said of a program that is not installed. */
export function missingNotice(service: Exclude<ProgramService, 'prometheus'>): string {
  const [program] = servicePrograms[service].names;
  const { debianPackage } = new ToolMissingError(program);
  return `${program} n’est pas installé (Debian\u202f: apt install ${debianPackage})\u202f: ${without[service]}.`;
}

/** What our exporter does not do for real, and why. */
export async function simulationNotices(): Promise<readonly string[]> {
  const network = await open();
  network.close();
  if (network.origin === 'live') return [];
  return [`Pings et chemins de «\u00a0sonde exporter\u00a0»\u202f: ${network.reason}.`];
}

/**
 * What blackbox_exporter may not do. It is asked: root may, and so may who has the capability, or a group that the kernel
 * lists (icmp(7), ping_group_range).
 *
 * @param url of blackbox_exporter
 */
export async function icmpNotices(url: string): Promise<readonly string[]> {
  const probe = await fetch(`${url}/probe?module=icmp&target=127.0.0.1`, {
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  if (!/^probe_success 0$/m.test(await probe.text())) return [];
  return [
    'Les sondes icmp de blackbox_exporter échouent\u202f: elles demandent root, ou une fois pour toutes ' +
      'sudo setcap cap_net_raw+ep /usr/bin/prometheus-blackbox-exporter',
  ];
}
