// Examples that run as they stand once the key is put in.

const KEY = 'the value of SECRET_KEY';

/** What Python's json.dumps(data, sort_keys=True, separators=(',', ':')) writes. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value).sort(byCodePoint);
    return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function byCodePoint(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); ++i) {
    const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** The example of a call, without its time. */
export function exampleOf(operation) {
  const object = {...operation.requestBody?.content['application/json'].example};
  delete object.timestamp;
  return object;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function query(operation) {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.example !== undefined);
  return new URLSearchParams(parameters.map((parameter) => [parameter.name, parameter.example])).toString();
}

export function curlExample(server, path, method, operation, isSigned) {
  if (method === 'get') return `curl -s ${quoted(`${server}${path}?${query(operation)}`)}`;
  if (!isSigned) {
    return `curl -s ${server}${path} -H 'Content-Type: application/json' \\\n  -d ${quoted(canonical(exampleOf(operation)))}`;
  }
  const body = quoted(canonical({...exampleOf(operation), timestamp: 0}));
  return `KEY=${quoted(KEY)}
BODY=${body.replace('"timestamp":0', '"timestamp":\'$(date +%s)\'')}
SIGNATURE=$(printf 'POST\\n${path}\\n%s' "$BODY" | openssl dgst -sha256 -hmac "$KEY" -r | cut -d' ' -f1)
curl -s ${server}${path} -H 'Content-Type: application/json' \\
  -H "X-Signature-V2: $SIGNATURE" -d "$BODY"`;
}

/** JSON as Python writes it. */
function literal(value) {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${literal(member)}`).join(', ')}}`;
}

export function pythonExample(server, path, method, operation, isSigned) {
  if (method === 'get') {
    return `import urllib.request

with urllib.request.urlopen(${JSON.stringify(`${server}${path}?${query(operation)}`)}) as answer:
    print(answer.read().decode())`;
  }
  const data = literal(exampleOf(operation)).replace(/}$/, isSigned ? ', "timestamp": time.time()}' : '}');
  const signature = isSigned ? `
signature = hmac.new(KEY, f"POST\\n{PATH}\\n{body}".encode(), hashlib.sha256).hexdigest()` : '';
  const headers = `{"Content-Type": "application/json"${isSigned ? ', "X-Signature-V2": signature' : ''}}`;
  return `import ${isSigned ? 'hashlib, hmac, ' : ''}json, ${isSigned ? 'time, ' : ''}urllib.request
${isSigned ? `\nKEY = b${JSON.stringify(KEY)}` : ''}
PATH = ${JSON.stringify(path)}
data = ${data}
body = json.dumps(data, sort_keys=True, separators=(",", ":"))${signature}
request = urllib.request.Request("${server}" + PATH, body.encode(), ${headers})
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())`;
}
