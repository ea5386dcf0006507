/** Runs in the browser, where the renderer and Markdown are global: draws each card in each look, emoji as Teams draws them. */
export const DRAW_CARDS = `({ cards, looks, emoji }) => {
  const sheet = document.querySelector('.sheet');
  sheet.replaceChildren();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit().render(text);
    result.didProcess = true;
  };
  for (const json of cards) for (const { theme, width, config } of looks) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(config);
    // Teams draws a search for several choices as a box to type into; this renderer does so for one choice only.
    const drawn = JSON.parse(JSON.stringify(json, (key, part) =>
      part && part['choices.data'] ? { ...part, isMultiSelect: false } : part));
    card.parse(drawn, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5));
    const frame = document.createElement('div');
    frame.className = 'teams-card ' + theme;
    frame.style.width = width - 2 + 'px';
    frame.append(card.render());
    sheet.append(frame);
  }
  const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.parentElement.tagName !== 'OPTION') texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/(\\p{Extended_Pictographic})\\uFE0F?/u);
    if (parts.length === 1) continue;
    text.replaceWith(...parts.map((part) => {
      if (!emoji[part]) return part;
      const image = new Image();
      image.src = emoji[part];
      image.className = 'emoji';
      return image;
    }));
  }
  return Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())]).then(() => null);
}`;
