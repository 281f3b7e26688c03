// The tabs that stand for the panes where there is no room side by side. Each tab's
// element lives as long as its pane, so a press never loses its button to a redraw.
import {h} from './dom.js';
import {colourOf} from './format.js';

export class Tabs {
  #element;
  #choose;
  #byPane = new Map();
  #front = 0;

  /** `element` is the tab list; `choose(index)` is called with the tab that was pressed. */
  constructor(element, choose) {
    this.#element = element;
    this.#choose = choose;
    element.addEventListener('keydown', (event) => this.#walk(event));
  }

  /** `tabs` are {pane, person, name, unread} from left to right. */
  draw(tabs, front) {
    this.#front = front;
    const byPane = new Map(tabs.map(({pane}) => [pane, this.#byPane.get(pane) ?? this.#create(pane)]));
    for (const [pane, tab] of this.#byPane)
      if (!byPane.has(pane)) tab.remove();
    this.#byPane = byPane;
    tabs.forEach((content, i) => this.#fill(byPane.get(content.pane), content, i === front));
  }

  #create(pane) {
    const click = () => this.#choose([...this.#byPane.keys()].indexOf(pane));
    const tab = h('button.tab', {role: 'tab', 'data-testid': 'tab', on: {click}});
    this.#element.append(tab);
    return tab;
  }

  #fill(tab, {person, name, unread}, isFront) {
    tab.className = `tab ${colourOf(person)}`;
    tab.setAttribute('aria-selected', String(isFront));
    tab.tabIndex = isFront ? 0 : -1;
    const badge =
        unread > 0 && h('span.badge', {role: 'img', 'aria-label': `${unread} unread`}, String(unread));
    tab.replaceChildren(...[h('bdi', {}, name), badge].filter(Boolean));
  }

  #walk(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const count = this.#byPane.size;
    this.#choose((this.#front + step + count) % count);
    this.#element.children[this.#front].focus();
  }
}
