export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const image = parentElement.querySelector("img");
  const svg = parentElement.querySelector("svg");
  if (image.src !== data.picture) { image.src = data.picture; image.points = []; }
  image.points = image.points || [];
  const draw = () => {
    svg.setAttribute("viewBox", `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
    svg.innerHTML = image.points.map(([x, y], n) =>
      `<circle cx="${x}" cy="${y}" r="6" fill="none" stroke="#fff" stroke-width="4"/>
       <circle cx="${x}" cy="${y}" r="6" fill="none" stroke="#d55e00" stroke-width="2"/>
       <text x="${x + 10}" y="${y + 5}" fill="#d55e00" stroke="#fff" stroke-width="3"
        paint-order="stroke" font-size="18" font-family="sans-serif">${n + 1}</text>`).join("");
  };
  image.onload = draw;
  image.onclick = (event) => {
    const scale = image.naturalWidth / image.clientWidth;
    if (image.points.length >= data.count) image.points = [];
    image.points.push([event.offsetX * scale, event.offsetY * scale]);
    draw();
    setStateValue("points", image.points);
  };
}
