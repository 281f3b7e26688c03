// A dice message: in motion when it is new, at rest when it is old, and always on the
// value the server chose. `data-settled` turns true when it has stopped.
import {cubeScene} from './dice_cube.js';
import {slotsScene, slotsWords} from './dice_slots.js';
import {bowlingScene, footballScene, hoopScene, targetScene} from './dice_throws.js';
import {h, prefersStillness} from './dom.js';

const kGrace_ms = 600;

/** A scene is {node, play()}: drawn at rest; play() moves into that rest and returns its length in ms. */
const kScenes = {
  '🎲': cubeScene,
  '🎯': targetScene,
  '🏀': hoopScene,
  '⚽': footballScene,
  '🎳': bowlingScene,
  '🎰': slotsScene,
};

const kNames = {
  '🎲': 'Dice',
  '🎯': 'Darts',
  '🏀': 'Basketball',
  '⚽': 'Football',
  '🎳': 'Bowling',
  '🎰': 'Slots'
};

const bare = (emoji) => emoji.replace(/\uFE0F/gu, '');

/** The emoji that become a throw when sent alone. */
export const kDiceEmoji = Object.keys(kScenes);
export const isDiceEmoji = (text) => bare(text) in kScenes;
export const bareEmoji = bare;

/** What a screen reader says, e.g. "Dice: 5". */
export function describeDice({emoji, value}) {
  const name = kNames[bare(emoji)] ?? emoji;
  return `${name}: ${bare(emoji) === '🎰' ? slotsWords(value) : value}`;
}

function plainScene(value, emoji) {
  return {node: h('div.dice-plain', {}, emoji, h('b', {}, String(value))), play: () => 0};
}

/** The element of a dice; `isNew` sets it in motion unless the person asked for stillness. */
export function diceNode(dice, isNew) {
  const scene = (kScenes[bare(dice.emoji)] ?? plainScene)(dice.value, dice.emoji);
  const words = h('span.unseen', {'data-testid': 'dice-words'});
  const node =
      h('div.dice',
        {'data-testid': 'dice', 'data-emoji': dice.emoji, 'data-value': dice.value, 'data-settled': 'false'},
        h('div.dice-scene', {'aria-hidden': 'true'}, scene.node), words);
  const settle = () => {
    node.dataset.settled = 'true';
    words.textContent = describeDice(dice);
  };
  if (isNew && !prefersStillness()) {
    node.classList.add('rolling');
    // Started once the element is in the document; the timer ends it even in a hidden tab.
    requestAnimationFrame(() => {
      setTimeout(settle, scene.play());
    });
    setTimeout(settle, kLongest_ms + kGrace_ms);
  } else {
    settle();
  }
  return node;
}

const kLongest_ms = 3_000;
