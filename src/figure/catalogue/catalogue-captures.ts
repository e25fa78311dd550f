import { dissect } from '../../capture/dissect.js';
import { recordedCapture } from '../../capture/recorded-capture.js';
import { captureStatistics } from '../../capture/statistics/statistics.js';
import { errorShares } from '../capture-errors.js';
import type { NamedFigure } from './catalogue.js';
import { conversationSequence } from '../conversation-sequence.js';
import type { Figure } from '../drawing/figure.js';
import { lineChart } from '../line-chart.js';
import { packetTree } from '../packet-tree.js';
import { phaseFlame, type PhaseFlame } from '../phase-flame.js';
import { requestPhases } from '../request-phases.js';
import { sequenceDiagram } from '../sequence-diagram.js';

/** The figures of the chapter on the analyser, from the recorded captures. */
export async function captureFigures(): Promise<readonly NamedFigure[]> {
  const page = await conversationSequence(await recordedCapture('http'), {
    title: 'Une page Web, de l’ouverture à la fermeture',
  });
  return [
    { name: 'packet-tree', figure: await question() },
    { name: 'http-sequence', figure: sequenceDiagram(page) },
    { name: 'phase-flame', figure: phaseFlame(await phases()) },
    { name: 'error-shares', figure: await losses() },
    { name: 'zero-window', figure: await silence() },
  ];
}

async function question(): Promise<Figure> {
  const capture = await recordedCapture('dns');
  for await (const packet of capture) {
    const title = 'Une question DNS, octets et champs';
    return packetTree({ title, dissection: dissect(packet), bytes: packet.bytes, origin: capture.origin });
  }
  throw new RangeError('the recorded capture dns has no packet');
}

async function phases(): Promise<PhaseFlame> {
  return requestPhases(await recordedCapture('http'), { title: 'Où passe le temps d’une page Web' });
}

async function losses(): Promise<Figure> {
  const { errors = [], origin } = await captureStatistics(await recordedCapture('tcp-pertes'), {
    of: ['errors'],
  });
  return errorShares({ title: 'Un transfert qui perd des paquets', errors, origin });
}

async function silence(): Promise<Figure> {
  const counted = { of: ['rates'], intervalMs: 50 } as const;
  const { rates = [], origin } = await captureStatistics(await recordedCapture('fenetre-nulle'), counted);
  return lineChart({
    title: 'Un destinataire qui ne lit pas, par tranches de 50 ms',
    x: { title: 'Temps (s)' },
    y: { title: 'Débit (Mbit/s)' },
    series: [
      {
        name: 'débit',
        x: rates.map(({ startMs }) => startMs / 1000),
        y: rates.map(({ bitsPerSecond }) => bitsPerSecond / 1e6),
      },
    ],
    origin,
  });
}
