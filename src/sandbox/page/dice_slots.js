// 🎰: three reels. A value from 1 to 64 is three digits to the base of four, the left
// reel first, as the Bot API's clients read it.
import {s} from './dom.js';

const kSpin_ms = 1_500;
const kReelDelay_ms = 450;
const kCell = 44;
const kCells = 12;

const kNames = ['bar', 'grapes', 'lemon', 'seven'];

const reelsOf = (value) => [0, 2, 4].map((shift) => ((value - 1) >> shift) & 3);

export const slotsWords = (value) => reelsOf(value).map((digit) => kNames[digit]).join(', ');

function symbol(digit) {
  switch (digit) {
    case 0:
      return s(
          'g', {}, s('rect.slot-bar', {x: -15, y: -9, width: 30, height: 18, rx: 3}),
          s('text.slot-bar-text', {y: 5}, 'BAR'));
    case 1:
      return s(
          'g.slot-grapes', {},
          [[-7, -4], [0, -4], [7, -4], [-3.5, 3], [3.5, 3], [0, 10]].map(
              ([cx, cy]) => s('circle', {cx, cy, r: 4.6})),
          s('path', {d: 'M0 -8V-14M0 -12l6 -3'}));
    case 2:
      return s(
          'g.slot-lemon', {}, s('ellipse', {rx: 14, ry: 10}),
          s('path', {d: 'M12 -4l6 4 -6 4zM-12 -4l-6 4 6 4z'}));
    default:
      return s('text.slot-seven', {y: 12}, '7');
  }
}

function reel(digit, place) {
  const strip = s('g.slot-strip');
  for (let cell = 0; cell < kCells; cell += 1) {
    const shown = cell === 0 ? digit : (digit + cell * 3 + place) % 4;
    strip.append(s('g', {transform: `translate(0 ${- cell * kCell})`}, symbol(shown)));
  }
  const window_ = s(
      'svg', {x: 15 + place * 38, y: 48, width: 34, height: kCell, viewBox: `-18 ${- kCell / 2} 36 ${kCell}`},
      s('rect.slot-window', {x: -18, y: -kCell / 2, width: 36, height: kCell}), strip);
  return {node: window_, strip};
}

export function slotsScene(value) {
  const digits = reelsOf(value);
  const reels = digits.map(reel);
  const node =
      s('svg.dice-drawing', {viewBox: '0 0 140 140'},
        s('rect.slot-body', {x: 6, y: 26, width: 128, height: 90, rx: 16}),
        s('path.slot-lights', {d: 'M21.5 37H119M21.5 105H119'}), reels.map((each) => each.node),
        value === 64 && s('rect.slot-win', {x: 6, y: 26, width: 128, height: 90, rx: 16}));
  const play = () => {
    reels.forEach(
        ({strip}, place) => strip.animate(
            [
              {transform: `translateY(${(kCells - 1) * kCell}px)`},
              {transform: 'translateY(-5px)', offset: 0.92}, {transform: 'none'}
            ],
            {duration: kSpin_ms + place * kReelDelay_ms, easing: 'cubic-bezier(.3, .1, .3, 1)'}));
    return kSpin_ms + 2 * kReelDelay_ms;
  };
  return {node, play};
}
