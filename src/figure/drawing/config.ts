import type { PlotlyObject } from './figure.js';

/**
 * Plotly's mode bar and hover words in French. Carried by each figure's configuration rather than registered,
 * so that a figure speaks French wherever its JSON is drawn.
 */
const french: PlotlyObject = {
  dictionary: {
    Autoscale: 'Échelle automatique',
    'Box Select': 'Sélection rectangulaire',
    'Click to enter Plot title': 'Titre',
    'Download plot': 'Télécharger l’image',
    'Download plot as a PNG': 'Télécharger l’image (PNG)',
    'Download plot as a png': 'Télécharger l’image (PNG)',
    'Double-click to zoom back out': 'Double-cliquez pour revoir toute la figure',
    Pan: 'Déplacer',
    'Produced with Plotly.js': 'Réalisé avec Plotly.js',
    Reset: 'Réinitialiser',
    'Reset axes': 'Réinitialiser les axes',
    Zoom: 'Zoomer',
    'Zoom in': 'Agrandir',
    'Zoom out': 'Réduire',
  },
  format: {
    days: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
    shortDays: ['dim.', 'lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.'],
    months: [
      'janvier',
      'février',
      'mars',
      'avril',
      'mai',
      'juin',
      'juillet',
      'août',
      'septembre',
      'octobre',
      'novembre',
      'décembre',
    ],
    shortMonths: [
      'janv.',
      'févr.',
      'mars',
      'avr.',
      'mai',
      'juin',
      'juil.',
      'août',
      'sept.',
      'oct.',
      'nov.',
      'déc.',
    ],
    date: '%d/%m/%Y',
  },
};

/** Plotly 4 offers, by default, to send a chart to its makers' servers: not from this course. */
const keptHere: PlotlyObject = { showSendToCloud: false, plotlyServerURL: '' };

/** Configuration of a figure to explore: a short mode bar in French, no logo, the page's width. */
export const chartConfig: PlotlyObject = {
  ...keptHere,
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ['select2d', 'lasso2d', 'zoomIn2d', 'zoomOut2d', 'autoScale2d'],
  locale: 'fr',
  locales: { fr: french },
};

/** Configuration of a drawing to look at: no mode bar, and the page scrolls when it is touched. */
export const diagramConfig: PlotlyObject = {
  ...keptHere,
  responsive: true,
  displayModeBar: false,
  scrollZoom: false,
  locale: 'fr',
  locales: { fr: french },
};
