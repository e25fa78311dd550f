/** `readCSV` and `streamJSON` of an address, over Node's own `fetch`: danfojs asks for a stream that tells its answer first. */
'use strict';

const { PassThrough, Readable } = require('node:stream');

function request({ url, method, headers }) {
  const stream = new PassThrough();
  // An answer that does not come is told as one that says so: danfojs looks at answers, not at errors.
  const answer = (statusCode, statusMessage) => stream.emit('response', { statusCode, statusMessage });
  fetch(url, { method, headers }).then(
    ({ status, statusText, body }) => {
      answer(status, statusText);
      if (body === null) stream.end();
      else
        Readable.fromWeb(body)
          .on('error', () => stream.end())
          .pipe(stream);
    },
    (error) => {
      answer(0, error.cause?.message ?? error.message);
      stream.end();
    },
  );
  return stream;
}

request.get = (url) => request({ url });

module.exports = request;
