// The frame around Elsa Studio: tells it the appearance, and hands its messages to the page.
const prefix = "portico-studio:";

export function open(frame, page, address) {
  const appearance = () => document.documentElement.dataset.appearance ?? "light";
  const listen = event => {
    if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
    const { type, ...said } = event.data ?? {};
    if (typeof type === "string" && type.startsWith(prefix)) page.invokeMethodAsync("OnStudioMessage", type.slice(prefix.length), JSON.stringify(said));
  };
  const appear = () => frame.contentWindow?.postMessage({ type: `${prefix}theme`, theme: appearance() }, location.origin);

  addEventListener("message", listen);
  addEventListener("portico-appearance", appear);
  frame.src = `${address}${address.includes("?") ? "&" : "?"}theme=${appearance()}`;
  return {
    close: () => {
      removeEventListener("message", listen);
      removeEventListener("portico-appearance", appear);
    },
  };
}
