// 🎲: a cube of six faces with pips. The middle of the tumble is for the eye alone; the
// last frame turns the server's face to the front.
import {h} from './dom.js';

const kTumble_ms = 2_400;
const kDrift_px = 70;

/** Which of the nine places of a face (row by row) carry a pip. */
const kPips = {
  1: [4],
  2: [2, 6],
  3: [2, 4, 6],
  4: [0, 2, 6, 8],
  5: [0, 2, 4, 6, 8],
  6: [0, 2, 3, 5, 6, 8],
};

/** The turn [x, y] in degrees that brings a face to the front; opposite faces sum to seven. */
const kTurns = {
  1: [0, 0],
  2: [-90, 0],
  3: [0, -90],
  4: [0, 90],
  5: [90, 0],
  6: [0, 180]
};

/** The faces that then look up and to the right, which get their light and shade. */
const kUp = {
  1: 2,
  2: 6,
  3: 2,
  4: 2,
  5: 1,
  6: 2
};
const kSide = {
  1: 3,
  2: 3,
  3: 6,
  4: 1,
  5: 3,
  6: 4
};

const turn = (x, y, z) => `rotateX(${x}deg) rotateY(${y}deg) rotateZ(${z}deg)`;

function face(number, value) {
  let light = '';
  if (number === kUp[value]) light = '.up';
  if (number === kSide[value]) light = '.side';
  const places = Array.from({length: 9}, (_, place) => h(kPips[number].includes(place) ? 'i.pip' : 'i'));
  return h(`div.face.face-${number}${light}`, {}, places);
}

function tumble(cube, x, y) {
  // Whole turns keep the last frame equal to the rest; their number varies from throw to throw.
  const spins = 2 + Math.floor(Math.random() * 2);
  const side = Math.random() < 0.5 ? -1 : 1;
  const start = turn(x - 360 * spins, y + 360 * side * (spins - 1), 180 * side);
  const near = turn(x - 90, y + 40 * side, 24 * side);
  cube.animate(
      [
        {transform: start, easing: 'cubic-bezier(.2, .5, .5, 1)'},
        {transform: near, offset: 0.72, easing: 'cubic-bezier(.4, 0, .3, 1)'},
        {transform: turn(x + 9, y, 0), offset: 0.9, easing: 'ease-out'},
        {transform: turn(x, y, 0)},
      ],
      {duration: kTumble_ms});
}

/** Falls in from the middle of the chat, `from_px` beside its rest. */
function bounce(jump, shadow, from_px) {
  const heights =
      [[0, -150], [0.24, 0], [0.42, -64], [0.58, 0], [0.68, -24], [0.78, 0], [0.84, -7], [0.9, 0], [1, 0]];
  const falling = 'cubic-bezier(.5, 0, .9, .5)';
  const rising = 'cubic-bezier(.1, .5, .5, 1)';
  const easing = (y) => (y < 0 ? falling : rising);
  const frames = heights.map(
      ([offset, y]) =>
          ({offset, transform: `translate(${from_px * (1 - offset) ** 2}px, ${y}px)`, easing: easing(y)}));
  const shades =
      heights.map(([offset, y]) => ({
                    offset,
                    easing: easing(y),
                    opacity: 1 + y / 190,
                    transform: `translateX(${from_px * (1 - offset) ** 2}px) scale(${1 + y / 320})`,
                  }));
  jump.animate(frames, {duration: kTumble_ms});
  shadow.animate(shades, {duration: kTumble_ms});
}

export function cubeScene(value) {
  const [x, y] = kTurns[value] ?? kTurns[1];
  const core = ['x', 'y', 'z'].map((axis) => h(`div.core.core-${axis}`));
  const cube = h('div.cube', {}, core, [1, 2, 3, 4, 5, 6].map((number) => face(number, value)));
  cube.style.transform = turn(x, y, 0);
  const jump = h('div.dice-jump', {}, h('div.dice-tilt', {}, cube));
  const shadow = h('div.dice-shadow');
  const play = () => {
    tumble(cube, x, y);
    bounce(jump, shadow, jump.closest('.mine') ? -kDrift_px : kDrift_px);
    return kTumble_ms;
  };
  return {node: h('div.dice-cube', {}, shadow, jump), play};
}
