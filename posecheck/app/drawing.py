"""The drawing of how to place the laptop and oneself."""

from posecheck.protocol import Facing

_FRONT = """
<path d="M470 96 q22 0 22 26 v50 l6 70 h-14 l-10 -66 h-8 l-10 66 h-14 l6 -70 v-50 q0 -26 22 -26z"/>
<circle cx="470" cy="76" r="16"/>
"""
_SIDE = """
<path d="M470 96 q14 0 14 24 v52 l2 70 h-14 l-6 -66 l-4 66 h-12 l4 -70 v-52 q0 -24 16 -24z"/>
<circle cx="472" cy="76" r="16"/><path d="M486 74 l8 4 l-8 4z"/>
"""


def set_up_drawing(facing: Facing) -> str:
    """Return the drawing as SVG: the laptop on a table, the person, distance and height."""
    person = _FRONT if facing == "front" else _SIDE
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 290"
 width="1200" height="580" font-family="sans-serif">
 <rect width="600" height="290" rx="14" fill="#f1f5f9"/>
 <line x1="20" y1="244" x2="580" y2="244" stroke="#64748b" stroke-width="3"/>
 <path d="M104 152 L466 60 L466 244 Z" fill="#56b4e9" opacity=".18"/>
 <path d="M40 172 h96 M52 172 v72 M124 172 v72" stroke="#475569" stroke-width="7" fill="none"/>
 <path d="M66 168 h52 l-8 0 M106 166 l12 -40" stroke="#0f172a" stroke-width="6" fill="none"
  stroke-linecap="round"/>
 <circle cx="111" cy="142" r="4" fill="#0072b2"/>
 <g fill="#0f172a">{person}</g>
 <path d="M540 152 h30 M555 152 v92 M548 163 l7 -11 l7 11 M548 233 l7 11 l7 -11"
  stroke="#0072b2" stroke-width="3" fill="none"/>
 <path d="M111 262 h359 M122 255 l-11 7 l11 7 M459 255 l11 7 l-11 7" stroke="#0072b2"
  stroke-width="3" fill="none"/>
 <g fill="#0f172a" font-size="17" font-weight="600">
  <text x="248" y="284">2.5 to 3.5 m</text>
  <text x="496" y="138">hip height</text>
  <text x="20" y="34">Lens at hip height, screen upright, light from the front</text>
 </g>
</svg>
"""
