/// <reference lib="dom" />
/** Loaded before the page is drawn, so that nothing changes under the reader's eyes. */
import { savedScheme } from './color-scheme.js';

const saved = savedScheme();
// Parts that fold do so before they are seen; without scripts they stay open.
document.documentElement.classList.add('scripted');
if (saved) document.documentElement.dataset['scheme'] = saved;
