"""The hands as seen in the room: a thin ray, a dot where it meets the panel, a small knob for the grip."""

import numpy as np
from vispy import gloo

from vr_client.stage.transforms import Matrix

from .hands_at_work import Beam

RAY_M, DOT_M, GRIP_M = 0.0012, 0.007, 0.016
"""Half widths of ray, dot and grip."""
IDLE, ACTIVE, GRIP = (0.62, 0.78, 0.95), (1.0, 0.78, 0.25), (0.75, 0.78, 0.82)

_RAY_VERTEX = """
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec3 u_from;
uniform vec3 u_to;
uniform float u_half_width;
attribute vec2 a_corner;
varying float v_along;
void main() {
    vec3 a = (u_view * vec4(u_from, 1.0)).xyz;
    vec3 b = (u_view * vec4(u_to, 1.0)).xyz;
    vec3 at = mix(a, b, a_corner.x);
    vec3 side = normalize(cross(b - a, at));
    v_along = a_corner.x;
    gl_Position = u_projection * vec4(at + side * a_corner.y * u_half_width, 1.0);
}
"""
_RAY_FRAGMENT = """
uniform vec3 u_colour;
uniform float u_fade;
varying float v_along;
void main() { gl_FragColor = vec4(u_colour, mix(0.9, 0.9 - u_fade, v_along)); }
"""
_DOT_VERTEX = """
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec3 u_at;
uniform float u_radius;
attribute vec2 a_corner;
varying vec2 v_corner;
void main() {
    vec4 eye = u_view * vec4(u_at, 1.0);
    v_corner = a_corner;
    gl_Position = u_projection * (eye + vec4(a_corner * u_radius, 0.0, 0.0));
}
"""
_DOT_FRAGMENT = """
uniform vec3 u_colour;
varying vec2 v_corner;
void main() {
    float r = length(v_corner);
    if (r > 1.0) discard;
    float height = sqrt(1.0 - r * r);
    gl_FragColor = vec4(u_colour * (0.45 + 0.55 * height), 1.0);
}
"""


class BeamDrawer:
    """Draws what the hands show; made where the context is current."""

    def __init__(self) -> None:
        self._ray = gloo.Program(_RAY_VERTEX, _RAY_FRAGMENT)
        self._ray["a_corner"] = gloo.VertexBuffer(np.array([(0, -1), (0, 1), (1, -1), (1, 1)], np.float32))
        self._dot = gloo.Program(_DOT_VERTEX, _DOT_FRAGMENT)
        self._dot["a_corner"] = gloo.VertexBuffer(np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)], np.float32))

    def draw(self, beams: list[Beam], grips: list[Matrix], view: Matrix, projection: Matrix) -> None:
        """Into the bound framebuffer, over what stands further away."""
        for program in (self._ray, self._dot):
            program["u_view"] = view.T.astype(np.float32)
            program["u_projection"] = projection.T.astype(np.float32)
        gloo.set_state(
            depth_test=True, blend=True, blend_func=("src_alpha", "one_minus_src_alpha"), cull_face=False
        )
        for grip in grips:
            self._spot(grip[:3, 3], GRIP_M, GRIP)
        for beam in beams:
            colour = ACTIVE if beam.active else IDLE
            self._ray["u_from"] = beam.ray.origin
            self._ray["u_to"] = beam.ray.at(beam.length_m)
            self._ray["u_half_width"] = RAY_M
            self._ray["u_colour"] = colour
            self._ray["u_fade"] = 0.0 if beam.touches else 0.85
            self._ray.draw("triangle_strip")
            if beam.touches:
                self._spot(beam.ray.at(beam.length_m - 0.003), DOT_M, colour)
        gloo.set_state(blend=False)
        gloo.flush()

    def _spot(self, at: np.ndarray, radius_m: float, colour: tuple[float, float, float]) -> None:
        self._dot["u_at"] = at
        self._dot["u_radius"] = radius_m
        self._dot["u_colour"] = colour
        self._dot.draw("triangle_strip")
