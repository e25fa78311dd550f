import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { label } from './drawing/label.js';
import {
  type Arrangement,
  type Content,
  bareAxis,
  compose,
  legendBelow,
  legendHeightPx,
  textAt,
} from './drawing/template.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';

/** What a scan found of a port, as nmap names it; its compound states count as filtered. */
export type PortState = 'open' | 'closed' | 'filtered';

/** A machine of a {@link portMap}. */
export interface MappedHost {
  /** Name or address. */
  readonly name: string;
  readonly ports: readonly {
    readonly port: number;
    readonly state: PortState;
    /** What answers there, if known: « http »… */
    readonly service?: string | undefined;
  }[];
}

/** A sign and a colour for each state: the map is read without colours as well. */
const states = [
  { state: 'open', name: 'ouvert', symbol: 'circle', colour: palette.green },
  { state: 'closed', name: 'fermé', symbol: 'x-thin-open', colour: palette.muted },
  { state: 'filtered', name: 'filtré', symbol: 'square-open', colour: palette.vermillion },
] as const;

const namePx = 24;
const markPx = 26;

/**
 * An inventory: machines, and the state of each port that was tried on them.
 *
 * @param hosts the machines, in the order of the rows; sixteen different ports at most are drawn, open ones first.
 * @param origin where the scan comes from.
 * @throws RangeError without a machine.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const host = { name: 'srv-1', ports: [{ port: 22, state: 'open', service: 'ssh' }] } as const;
 * console.log(figure.portMap([host], 'recorded').alt); // → Ports par machine. srv-1 : ouverts 22 (ssh).
 * ```
 */
export function portMap(hosts: readonly MappedHost[], origin: Origin): Figure {
  if (hosts.length === 0) throw new RangeError('portMap needs one host or more: []');
  return compose({
    title: 'Ports par machine',
    alt: `Ports par machine. ${hosts.map(altText).join(' ')}`,
    origin,
    config: diagramConfig,
    draw: (arrangement) => draw(hosts, arrangement),
  });
}

function altText({ name, ports }: MappedHost): string {
  const open = ports.filter(({ state }) => state === 'open');
  const list = open.map(({ port, service }) => (service === undefined ? `${port}` : `${port} (${service})`));
  const others = ports.length - open.length;
  const rest =
    others === 0 ? '' : ` ; ${others} ${others > 1 ? 'autres, fermés ou filtrés' : 'autre, fermé ou filtré'}`;
  return `${name} : ${open.length === 0 ? 'aucun port ouvert' : `ouverts ${list.join(', ')}`}${rest}.`;
}

const maxPorts = 16;

/** The ports drawn, ascending: those that are open somewhere before the others. */
function columns(hosts: readonly MappedHost[]): readonly number[] {
  const all = hosts.flatMap(({ ports }) => ports);
  const open = all.filter(({ state }) => state === 'open');
  const kept = [...new Set([...open, ...all].map(({ port }) => port))].slice(0, maxPorts);
  return kept.sort((a, b) => a - b);
}

function draw(hosts: readonly MappedHost[], arrangement: Arrangement): Content {
  const ports = columns(hosts);
  const rowPx = namePx + markPx;
  const plotHeightPx = hosts.length * rowPx;
  const legend = legendHeightPx(
    states.map(({ name }) => name),
    arrangement,
  );
  return {
    data: states.map((style) => marks(hosts, ports, style)),
    layout: {
      xaxis: {
        title: { text: 'Port TCP' },
        range: [-0.7, ports.length - 0.3],
        tickvals: ports.map((_, column) => column),
        ticktext: ports.map(String),
        tickangle: arrangement.width === 'narrow' && ports.length > 6 ? -90 : 0,
        fixedrange: true,
      },
      yaxis: { ...bareAxis, range: [plotHeightPx, 0] },
      annotations: hosts.map(({ name }, row) =>
        textAt(0, row * rowPx + namePx, label(name, 44), {
          xref: 'paper',
          xanchor: 'left',
          yanchor: 'bottom',
          font: { size: arrangement.fontPx },
        }),
      ),
      showlegend: true,
      legend: legendBelow(arrangement),
    },
    plotHeightPx,
    marginPx: { left: 16, right: 16, top: 4, bottom: 76 + legend },
  };
}

function marks(
  hosts: readonly MappedHost[],
  ports: readonly number[],
  { state, name, symbol, colour }: (typeof states)[number],
): Data {
  const rowPx = namePx + markPx;
  const found = hosts.flatMap((host, row) =>
    host.ports
      .filter((port) => port.state === state && ports.includes(port.port))
      .map((port) => ({ ...port, row })),
  );
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    // The legend names the three states, found or not.
    x: found.length === 0 ? [null] : found.map(({ port }) => ports.indexOf(port)),
    y: found.length === 0 ? [null] : found.map(({ row }) => row * rowPx + namePx + markPx / 2),
    marker: { symbol, size: 13, color: colour, line: { color: colour, width: 2 } },
    hovertext: found.map(({ port, service }) => label(`${port} ${service ?? ''} : ${name}`)),
    hoverinfo: 'text',
    cliponaxis: false,
  };
}
