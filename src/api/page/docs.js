// Builds the page from /openapi.json. Texts enter as text, never as markup.
import {answerTable, bodyTable, el, errorTable, parameterTable, prose} from '/docs/schemas.js';
import {canonical, curlExample, pythonExample} from '/docs/examples.js';
import {sign, tryForm} from '/docs/try.js';

const TITLES = {game: 'Game API', finance: 'Finance API', operators: 'Operators', balance: 'Balance service'};

function copyable(text, testid) {
  const button = el('button', {type: 'button'}, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return el('div', {class: 'example'}, el('pre', {'data-testid': testid}, text), button);
}

function folded(title, ...children) {
  return el('details', {}, el('summary', {}, title), ...children);
}

/** One call with its fields, answers, errors and examples. */
function call(document_, path, method, operation) {
  const isSigned = operation.tags[0] !== 'balance';
  const proof = operation.tags[0] === 'operators' ? 'token' : isSigned ? 'signature' : 'none';
  const isHere = operation.tags[0] === 'game';
  const server = isHere ? location.origin : document_.paths[path].servers[0].url;
  const badge = operation['x-writes'] ? el('span', {class: 'badge writes'}, 'writes')
                                      : el('span', {class: 'badge reads'}, 'reads');
  const section = el('section', {class: 'call', id: operation.operationId, 'data-testid': `call ${path}`},
      el('h2', {}, el('span', {class: 'badge method'}, method.toUpperCase()), el('code', {}, path), badge,
         operation['x-limited-per-player'] ? el('span', {class: 'badge'}, 'limited per player') : ''),
      el('p', {class: 'summary'}, operation.summary), el('p', {}, ...prose(operation.description)));
  section.append(el('h3', {}, method === 'get' ? 'Parameters' : 'Fields'));
  if (operation.requestBody) section.append(bodyTable(operation.requestBody.content['application/json'].schema));
  if (operation.parameters) section.append(parameterTable(operation.parameters));
  section.append(el('h3', {}, 'Answer'), answerTable(document_, operation.responses['200'], isSigned));
  section.append(folded('Errors', errorTable(operation.responses)));
  section.append(folded('curl', copyable(curlExample(server, path, method, operation, proof), 'curl')));
  section.append(folded('Python', copyable(pythonExample(server, path, method, operation, proof), 'python')));
  if (isHere) section.append(folded('Try it', tryForm(path, operation)));
  return section;
}

function contents(tag, sections) {
  return [el('h2', {}, TITLES[tag]),
          ...sections.map((section) => el('a', {href: `#${section.id}`},
                                          el('code', {}, section.querySelector('h2 code').textContent)))];
}

function show(document_) {
  document.getElementById('version').textContent = document_.info.version;
  const calls = document.getElementById('calls');
  calls.replaceChildren();
  for (const tag of Object.keys(TITLES)) {
    const sections = [];
    for (const [path, methods] of Object.entries(document_.paths)) {
      for (const method of ['get', 'post']) {
        if (methods[method]?.tags[0] === tag) sections.push(call(document_, path, method, methods[method]));
      }
    }
    calls.append(el('h1', {}, TITLES[tag]), ...sections);
    document.getElementById('contents').append(...contents(tag, sections));
  }
}

/** The steps of the signature, with values that are computed here. */
async function showSteps() {
  const key = 'an example key, 24 bytes';
  const object = {username: 'anna', bet: 50, timestamp: 1700000000.25};
  const text = `POST\n/start/game\n${canonical(object)}`;
  const put = (id, content) => { document.getElementById(id).textContent = content; };
  put('step-object', JSON.stringify(object, null, 2));
  put('step-canonical', canonical(object));
  put('step-text', text);
  put('step-key', key);
  put('step-signature', crypto.subtle ? await sign(key, text)
                                      : 'This browser signs only on pages from https or from this machine.');
}

async function start() {
  document.getElementById('key-form').addEventListener('submit', (event) => event.preventDefault());
  await showSteps();
  try {
    const answer = await fetch('/openapi.json');
    show(await answer.json());
  } catch (error) {
    document.getElementById('calls').replaceChildren(
        el('p', {class: 'error'}, `The calls could not be loaded: ${error.message}`));
    return;
  }
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

start();
