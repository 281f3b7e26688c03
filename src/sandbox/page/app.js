// The page: panes side by side (or behind tabs), the people in the URL's hash, the feed of changes, and word
// of a lost connection. Hooks for tests are data-testid attributes: pane (data-person), message
// (data-message-id, data-mine), inline-button, reply-button, input, send, start, person, new-person, toast,
// alert, add-pane, and dice (data-value, and data-settled once at rest).
import {followChanges, SimApi, SimError} from './api.js';
import {h, icon} from './dom.js';
import {nameOf} from './format.js';
import {Pane} from './pane.js';
import {People} from './people.js';
import {Tabs} from './tabs.js';

const kPaneWidth_px = 340;
const kMostPanes = 3;
const kBotRetry_ms = 1_500;
const kTitle = document.title;

const hashQuery = () => new URLSearchParams(location.hash.slice(1));

/** Runs a question to the sandbox; false when it failed, which the feed of changes mends: it asks again. */
async function attempt(question) {
  try {
    await question();
    return true;
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    return false;
  }
}

class App {
  #api = new SimApi();
  #people = new People(this.#api);
  #panes = [];
  #front = 0;
  #bots = [];
  #botTimer = 0;
  #main = document.querySelector('main');
  #tabs = new Tabs(document.querySelector('#tabs'), (front) => {
    this.#front = front;
    this.#layout();
  });
  #add = document.querySelector('#add-pane');
  #botChoice = document.querySelector('#bot-choice');
  #banner = document.querySelector('#connection');
  #wasDown = false;

  async start() {
    // The bot first: where there are several, every call names one.
    this.#api.bot = Number(hashQuery().get('bot')) || null;
    await this.#loadBots();
    this.#fromHash();
    this.#add.addEventListener('click', () => this.#addPane());
    this.#botChoice.addEventListener('change', () => this.#chooseBot(Number(this.#botChoice.value)));
    this.#people.addEventListener('change', () => this.#draw());
    addEventListener('hashchange', () => this.#fromHash());
    addEventListener('resize', () => this.#layout());
    document.addEventListener('visibilitychange', () => this.#panes.forEach((pane) => pane.seen()));
    return followChanges((ids) => this.#changed(ids), (up) => this.#link(up));
  }

  // What panes tell.

  changed() {
    this.#toHash();
    this.#draw();
  }

  close(pane) {
    if (this.#panes.length === 1) return;
    this.#panes = this.#panes.filter((other) => other !== pane);
    pane.destroy();
    this.#front = Math.min(this.#front, this.#panes.length - 1);
    this.changed();
    this.#panes[this.#front].focus();
  }

  elsewhere(pane, id) { return this.#panes.some((other) => other !== pane && other.person === id); }

  unreadChanged() {
    const count = this.#panes.reduce((sum, pane) => sum + pane.unread, 0);
    document.title = count > 0 ? `(${count}) ${kTitle}` : kTitle;
    this.#drawTabs();
  }

  // What the sandbox tells.

  #changed(ids) {
    if (ids === null) return this.#reload();
    if (this.#bots.some((bot) => bot.commands.length === 0)) this.#loadBots();
    if (ids.some((id) => this.#people.get(id) === undefined)) attempt(() => this.#people.refresh());
    for (const id of ids) {
      if (!this.#panes.some((pane) => pane.person === id)) this.#people.markNews(id);
    }
    this.#panes.filter((pane) => ids.includes(pane.person)).forEach((pane) => pane.refresh());
    return undefined;
  }

  /** Anything may have changed, even that the sandbox was emptied. */
  async #reload() {
    this.#loadBots();
    if (await attempt(() => this.#people.refresh())) {
      const gone =
          this.#panes.filter((pane) => pane.person !== null && this.#people.get(pane.person) === undefined);
      gone.forEach((pane) => pane.setPerson(null));
      if (gone.length > 0) this.changed();
    }
    this.#panes.forEach((pane) => pane.refresh());
  }

  /** A bot may come later than the page: it is asked for until one is there. */
  async #loadBots() {
    clearTimeout(this.#botTimer);
    await attempt(async () => {
      this.#setBots((await this.#api.bots()).bots);
    });
    if (this.#bots.length === 0) this.#botTimer = setTimeout(() => this.#loadBots(), kBotRetry_ms);
  }

  #link(up) {
    if (up && this.#wasDown) {
      this.#banner.textContent = 'Connected again';
      setTimeout(() => {
        if (!this.#wasDown) this.#banner.hidden = true;
      }, 2_000);
    } else if (!up) {
      this.#banner.textContent = 'Connection lost. Trying again…';
      this.#banner.hidden = false;
    }
    this.#banner.dataset.up = String(up);
    this.#wasDown = !up;
  }

  // Bots.

  #setBots(bots) {
    this.#bots = bots;
    const bot = bots.find(({id}) => id === this.#api.bot) ?? bots[0] ?? null;
    // Where there is one bot nothing needs to name it.
    this.#api.bot = bots.length > 1 ? bot.id : null;
    this.#panes.forEach((pane) => pane.setBot(bot));
    this.#botChoice.hidden = bots.length < 2;
    this.#botChoice.replaceChildren(
        ...bots.map((each) => h('option', {value: each.id, selected: each === bot}, nameOf(each))));
  }

  #chooseBot(id) {
    this.#api.bot = id;
    this.#setBots(this.#bots);
    this.#panes.forEach((pane) => pane.restart());
    this.#toHash();
  }

  // Panes.

  #fromHash() {
    const query = hashQuery();
    const wanted = (query.get('people') ?? '-')
                       .split(',')
                       .slice(0, kMostPanes)
                       .map((text) => (/^\d+$/.test(text) ? Number(text) : null));
    while (this.#panes.length > wanted.length) this.close(this.#panes.at(-1));
    while (this.#panes.length < wanted.length) this.#newPane();
    this.#panes.forEach((pane, i) => {
      if (pane.person !== wanted[i]) pane.setPerson(wanted[i]);
    });
    this.changed();
  }

  #toHash() {
    const query = new URLSearchParams({people: this.#panes.map((pane) => pane.person ?? '-').join(',')});
    if (this.#api.bot !== null) query.set('bot', this.#api.bot);
    history.replaceState(null, '', `#${decodeURIComponent(query.toString())}`);
  }

  #newPane() {
    const pane = new Pane(this.#api, this.#people, this);
    pane.setBot(this.#bots.find(({id}) => id === this.#api.bot) ?? this.#bots[0] ?? null);
    this.#panes.push(pane);
    this.#main.append(pane.element);
    return pane;
  }

  #addPane() {
    const pane = this.#newPane();
    this.#front = this.#panes.length - 1;
    this.changed();
    pane.focus();
  }

  #mostPanes() { return Math.min(kMostPanes, Math.max(2, Math.floor(innerWidth / kPaneWidth_px))); }

  #draw() {
    this.#panes.forEach((pane) => {
      pane.setClosable(this.#panes.length > 1);
      pane.redraw();
    });
    this.#layout();
  }

  /** Side by side where every pane has room, else one in front and tabs. */
  #layout() {
    const tabbed = this.#panes.length > 1 && innerWidth < this.#panes.length * kPaneWidth_px;
    document.body.classList.toggle('tabbed', tabbed);
    this.#panes.forEach((pane, i) => {
      pane.element.classList.toggle('behind', tabbed && i !== this.#front);
      pane.element.toggleAttribute('inert', tabbed && i !== this.#front);
      pane.seen();
    });
    this.#add.hidden = this.#panes.length >= this.#mostPanes();
    this.#drawTabs();
  }

  #drawTabs() {
    const nameAt = (id) => (id === null ? 'New' : nameOf(this.#people.get(id) ?? {id}));
    const tabs = this.#panes.map(
        (pane) => ({pane, person: pane.person, name: nameAt(pane.person), unread: pane.unread}));
    this.#tabs.draw(tabs, this.#front);
  }
}

new App().start();
