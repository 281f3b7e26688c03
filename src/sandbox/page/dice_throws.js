// 🎯 🏀 ⚽ 🎳: simple drawings, each at rest where its value says, each with one movement
// into that rest. Values as Telegram counts them: the highest is the best.
import {s} from './dom.js';

const kThrow_ms = 2_000;
const kSide = 140;

const stage = (...children) => s('svg.dice-drawing', {viewBox: `0 0 ${kSide} ${kSide}`}, ...children);
const move = (x, y, scale = 1, angle = 0) => `translate(${x}px, ${y}px) scale(${scale}) rotate(${angle}deg)`;

/** Puts a moving part at its rest and gives the scene its play(); `path` leads there. */
function scene(node, part, rest, path, also = () => {}) {
  part.style.transform = rest;
  const play = () => {
    part.animate([...path, {transform: rest}], {duration: kThrow_ms, easing: 'ease-out'});
    also();
    return kThrow_ms;
  };
  return {node, play};
}

/** Where a dart sticks, from the middle: [distance, angle in degrees] by value. */
const kDarts = {
  1: [62, 118],
  2: [47, 205],
  3: [36, 320],
  4: [25, 150],
  5: [14, 250],
  6: [0, 0]
};

export function targetScene(value) {
  const rings = [[54, 'rim'], [46, 'white'], [36, 'red'], [26, 'white'], [17, 'red'], [7, 'eye']].map(
      ([r, kind]) => s(`circle.ring-${kind}`, {cx: 66, cy: 68, r}));
  const dart =
      s('g.dart', {}, s('path.dart-shaft', {d: 'M0 0L26 -26'}),
        s('path.dart-flight', {d: 'M20 -20l4 -14 8 -6 2 8 6 -2 2 8 -8 6 -14 0z'}),
        s('circle.dart-tip', {r: 2.4}));
  const [distance, angle] = kDarts[value] ?? kDarts[1];
  const x = 66 + distance * Math.cos((angle * Math.PI) / 180);
  const y = 68 + distance * Math.sin((angle * Math.PI) / 180);
  const board = s('g.board', {}, rings);
  const shake = () => board.animate(
      [0, 0, 3, -2, 1, 0].map(
          (dx, i) => ({transform: `translate(${dx}px, ${- dx}px)`, offset: [0, 0.4, 0.44, 0.5, 0.56, 1][i]})),
      {duration: kThrow_ms});
  return scene(
      stage(board, dart), dart, move(x, y),
      [
        {transform: move(x + 90, y + 60, 2.2), opacity: 0},
        {
          transform: move(x + 60, y + 12, 1.7),
          opacity: 1,
          offset: 0.15,
          easing: 'cubic-bezier(.6, 0, 1, .6)'
        },
        {transform: move(x, y), offset: 0.4},
        {transform: move(x, y, 1, 7), offset: 0.46},
        {transform: move(x, y, 1, -4), offset: 0.54},
        {transform: move(x, y), offset: 0.64},
      ],
      value === 1 ? undefined : shake);
}

function ball(kind) {
  const seams = kind === 'orange' ?
      'M-13 0H13M0 -13V13M-9 -9Q0 0 -9 9M9 -9Q0 0 9 9' :
      'M0 -5L5 -1.5L3 4H-3L-5 -1.5ZM0 -5V-13M5 -1.5L12 -4M3 4L8 10M-3 4L-8 10M-5 -1.5L-12 -4';
  return s(`g.ball.${kind}`, {}, s('circle', {r: 13}), s('path', {d: seams}));
}

/** Where the ball ends by value: beside twice, on the rim, through, clean through. */
const kHoopRests = {
  1: [22, 124],
  2: [54, 118],
  3: [93, 44],
  4: [74, 74],
  5: [74, 112]
};

/** Where it comes to the rim before that. */
const kHoopApproach = {
  1: [46, 40],
  2: [46, 40],
  3: [100, 24],
  4: [74, 30],
  5: [74, 30]
};

export function hoopScene(value) {
  const part = ball('orange');
  const back =
      s('g', {}, s('rect.backboard', {x: 30, y: 8, width: 88, height: 52, rx: 5}),
        s('rect.backboard-mark', {x: 58, y: 28, width: 32, height: 22}));
  const front =
      s('g', {}, s('path.net', {d: 'M54 58l6 30h28l6 -30M62 58l6 30M74 58v30M86 58l-6 30M57 72h34'}),
        s('path.hoop', {d: 'M52 58h44'}));
  const [x, y] = kHoopRests[value] ?? kHoopRests[1];
  const over = kHoopApproach[value] ?? kHoopApproach[1];
  return scene(stage(back, part, front), part, move(x, y), [
    {transform: move(18, 150, 1.5), easing: 'cubic-bezier(.2, .6, .5, 1)'},
    {transform: move((18 + over[0]) / 2, 4, 1.2, 200), offset: 0.3, easing: 'cubic-bezier(.5, 0, .8, .6)'},
    {transform: move(...over, 1, 330), offset: 0.48, easing: 'cubic-bezier(.5, 0, .8, .6)'},
    {transform: move(x, y, 1, 360), offset: 0.72},
    {transform: move(x, y - (value === 4 ? 3 : 12), 1, 360), offset: 0.82},
    {transform: move(x, y, 1, 360)},
  ]);
}

/** Over the bar, beside the post, then three goals. */
const kGoalRests = {
  1: [124, 14],
  2: [12, 112],
  3: [70, 92],
  4: [34, 92],
  5: [103, 46]
};

export function footballScene(value) {
  const part = ball('white');
  const lines = Array.from({length: 9}, (_, i) => `M${22 + i * 12} 30V106`).join('') +
      Array.from({length: 6}, (_, i) => `M22 ${40 + i * 12}H118`).join('');
  const goal =
      s('g', {}, s('path.grass', {d: 'M4 106H136'}), s('path.netting', {d: lines}),
        s('path.posts', {d: 'M22 106V28H118V106'}));
  const [x, y] = kGoalRests[value] ?? kGoalRests[1];
  const scale = value === 1 ? 0.7 : 0.95;
  return scene(stage(goal, part), part, move(x, y, scale), [
    {transform: move(70, 168, 2), easing: 'cubic-bezier(.2, .5, .5, 1)'},
    {transform: move((70 + x) / 2, Math.min(y, 70), 1.4, 240), offset: 0.35},
    {transform: move(x, Math.min(y, 60), scale, 420), offset: 0.55, easing: 'ease-in'},
    {transform: move(x, y, scale, 460), offset: 0.75},
    {transform: move(x, y - 5, scale, 470), offset: 0.85},
    {transform: move(x, y, scale, 480)},
  ]);
}

/** How many of the six pins stand at the end, by value. */
const kStanding = {
  1: 6,
  2: 5,
  3: 3,
  4: 2,
  5: 1,
  6: 0
};
const kPinPlaces = [[70, 74], [54, 62], [86, 62], [38, 50], [70, 50], [102, 50]];
const kPinsFallInOrder = [0, 1, 2, 4, 3, 5];

function pin(place, falls) {
  const [x, y] = kPinPlaces[place];
  const shape = s(
      'g', {},
      s('path.pin', {d: 'M0 -32c6 0 6 8 4 12s4 10 4 18 -3 10 -8 10 -8 -2 -8 -10 6 -14 4 -18 -2 -12 4 -12z'}),
      s('path.pin-stripe', {d: 'M-4 -19H4'}));
  shape.style.transform = falls ? move(x + (x - 70) * 0.3, y + 6, 0.9, x < 70 ? -96 : 96) : move(x, y);
  if (falls) shape.classList.add('fallen');
  return {shape, x, y, falls};
}

export function bowlingScene(value) {
  const down = new Set(kPinsFallInOrder.slice(0, 6 - (kStanding[value] ?? 6)));
  const pins = [3, 4, 5, 1, 2, 0].map((place) => pin(place, down.has(place)));
  const part = s('g.ball.dark', {}, s('circle', {r: 15}), s('path', {d: 'M-4 -6h.01M3 -7h.01M0 -1h.01'}));
  const lane = s('path.lane', {d: 'M20 60H120L138 138H2Z'});
  const rest = value === 1 ? move(16, 96, 0.7) : move(70, 44, 0.001);
  const fall = () =>
      pins.filter((each) => each.falls)
          .forEach(
              ({shape, x, y}) => shape.animate(
                  [
                    {transform: move(x, y), opacity: 1}, {transform: move(x, y), opacity: 1, offset: 0.5},
                    {transform: shape.style.transform, offset: 0.72}, {}
                  ],
                  {duration: kThrow_ms}));
  const node = stage(lane, pins.map((each) => each.shape), part);
  return scene(
      node, part, rest,
      [
        {transform: move(70, 160, 1.3), easing: 'ease-in'},
        {transform: move(value === 1 ? 34 : 70, 110, 1.1, 300), offset: 0.3},
        {transform: value === 1 ? move(16, 96, 0.8, 500) : move(70, 72, 0.9, 600), offset: 0.5},
        {transform: rest, offset: 0.66},
      ],
      fall);
}
