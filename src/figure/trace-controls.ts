import { palette } from './drawing/palette.js';
import type { Arrangement, Content } from './drawing/template.js';

/** A place of the slider: what it is called, and the frame it goes to. */
export interface SliderStep {
  readonly label: string;
  readonly frame: string;
}

const stepMs = 320;

/**
 * A button that plays the frames of a figure, one that stops them, and a slider, in the lower margin.
 *
 * @param steps the slider's, the last one active.
 * @param belowPx how far under the plotting area they begin.
 * @param arrangement the figure's.
 */
export function playControls(
  steps: readonly SliderStep[],
  belowPx: number,
  { smallPx }: Arrangement,
): Partial<Content['layout']> {
  return {
    updatemenus: [
      {
        type: 'buttons',
        direction: 'right',
        showactive: false,
        x: 0,
        xanchor: 'left',
        y: 0,
        yanchor: 'top',
        pad: { t: belowPx, l: 0, r: 0, b: 0 },
        bgcolor: palette.blueTint,
        bordercolor: palette.blue,
        font: { size: smallPx, color: palette.ink },
        buttons: [
          { label: 'Lire', method: 'animate', args: [null, playing] },
          { label: 'Pause', method: 'animate', args: [[null], still] },
        ],
      },
    ],
    sliders: [
      {
        active: steps.length - 1,
        x: 0,
        xanchor: 'left',
        y: 0,
        yanchor: 'top',
        len: 1,
        pad: { t: belowPx + 38, l: 8, r: 8, b: 0 },
        currentvalue: { visible: false },
        bgcolor: palette.greyTint,
        activebgcolor: palette.blue,
        bordercolor: palette.muted,
        tickcolor: palette.muted,
        font: { size: smallPx, color: palette.ink },
        steps: steps.map(({ label, frame }) => ({ label, method: 'animate', args: [[frame], still] })),
      },
    ],
  };
}

const playing = {
  frame: { duration: stepMs, redraw: false },
  transition: { duration: stepMs * 0.8, easing: 'cubic-in-out' },
};

const still = { mode: 'immediate', frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
