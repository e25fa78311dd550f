/** What of the course is real in a page: nothing of the network, and all of the rest. */
import type * as NotebookDiagnosis from '#dist/notebook/diagnosis.js';
import { absent } from '../absence.js';

const remedy = 'npm run jupyter, dans le dossier du cours';

const findings: readonly NotebookDiagnosis.Finding[] = [
  { subject: 'Paquets (ping)', state: 'simulated', found: 'une page n’envoie pas de paquets', remedy },
  {
    subject: 'Connexions TCP (tcping)',
    state: 'simulated',
    found: 'une page n’ouvre pas de connexions',
    remedy,
  },
  {
    subject: 'Compteurs du noyau (/proc/net)',
    state: 'recorded',
    found: 'une page ne voit pas le noyau\u202f: ceux d’un serveur Web',
    remedy,
  },
  {
    subject: 'Laboratoires (sonde lab)',
    state: 'simulated',
    found: 'les mêmes scénarios, par le simulateur',
    remedy: 'sudo npx sonde lab up NOM',
  },
  {
    subject: 'Outils classiques',
    state: 'recorded',
    found: 'une page ne lance pas de programmes\u202f: ce qu’ils ont écrit ailleurs',
    remedy,
  },
  { subject: 'Cellules', state: 'live', found: 'exécutées par cette page' },
  { subject: 'Jupyter', state: 'missing', found: 'cette page s’en passe', remedy },
];

export const diagnose: typeof NotebookDiagnosis.diagnose = () => {
  // Told under the cell, as for any cell that asks for a machine.
  absent('cette machine');
  return Promise.resolve({ node: 'aucun', platform: 'page du livre', findings });
};
