// Where a drawing is looked at: the browser alone knows how much of it fits.
export function show(scroll, id) {
  const node = scroll.querySelector(`[data-node="${CSS.escape(id)}"]`);
  if (!node) return;
  const [place, frame] = [node.getBoundingClientRect(), scroll.getBoundingClientRect()];
  scroll.scrollBy({ left: place.left - frame.left - (frame.width - place.width) / 2, top: place.top - frame.top - (frame.height - place.height) / 2 });
}

export const width = scroll => scroll.clientWidth;
