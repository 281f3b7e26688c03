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

/** `proof` of who calls: a signature, a token of operators, or none. */
export function curlExample(server, path, method, operation, proof) {
  if (method === 'get') return `curl -s ${quoted(`${server}${path}?${query(operation)}`)}`;
  if (proof !== 'signature') {
    const token = proof === 'token' ? ` \\\n  -H "Authorization: Bearer $(ludice token --sub NAME)"` : '';
    return `curl -s ${server}${path} -H 'Content-Type: application/json'${token} \\\n  -d ${quoted(canonical(exampleOf(operation)))}`;
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
  return `{${literalMembers(value).join(', ')}}`;
}

const literalMembers = (object) =>
    Object.entries(object).map(([name, member]) => `${JSON.stringify(name)}: ${literal(member)}`);

export function pythonExample(server, path, method, operation, proof) {
  const isSigned = proof === 'signature';
  if (method === 'get') {
    return `import urllib.request

with urllib.request.urlopen(${JSON.stringify(`${server}${path}?${query(operation)}`)}) as answer:
    print(answer.read().decode())`;
  }
  const members = [...literalMembers(exampleOf(operation)), ...(isSigned ? ['"timestamp": time.time()'] : [])];
  const signature = isSigned ? `
signature = hmac.new(KEY, f"POST\\n{PATH}\\n{body}".encode(), hashlib.sha256).hexdigest()` : '';
  const headers = `{"Content-Type": "application/json"${{signature: ', "X-Signature-V2": signature',
    token: ', "Authorization": "Bearer " + TOKEN', none: ''}[proof]}}`;
  return `import ${isSigned ? 'hashlib, hmac, ' : ''}json, ${isSigned ? 'time, ' : ''}urllib.request
${isSigned ? `\nKEY = b${JSON.stringify(KEY)}` : ''}${proof === 'token' ? `\nTOKEN = "what ludice token printed"` : ''}
PATH = ${JSON.stringify(path)}
data = {${members.join(', ')}}
body = json.dumps(data, sort_keys=True, separators=(",", ":"))${signature}
request = urllib.request.Request("${server}" + PATH, body.encode(), ${headers})
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())`;
}
