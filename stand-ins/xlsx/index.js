/** Spreadsheets are refused: their package has published faults, and what mends them is not on npm. */
'use strict';

function refuse() {
  throw new Error('Excel files are no part of this course: save the sheet as CSV; readCSV and toCSV take it');
}

const utils = { aoa_to_sheet: refuse, book_append_sheet: refuse, book_new: refuse, sheet_to_json: refuse };

module.exports = { read: refuse, readFile: refuse, utils, writeFile: refuse };
