/// <reference lib="dom" />
/** Loaded before the page is drawn, so that a reader who chose a scheme never sees the other one flash. */
import { savedScheme } from './color-scheme.js';

const saved = savedScheme();
if (saved) document.documentElement.dataset['scheme'] = saved;
