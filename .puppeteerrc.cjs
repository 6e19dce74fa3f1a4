// The browser comes from the machine or from an npm package (see src/render/browser.ts), never from a download at install.
module.exports = { skipDownload: true };
