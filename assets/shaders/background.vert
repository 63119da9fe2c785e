attribute vec2 a_corner;
uniform vec2 u_aspect;
uniform float u_middle;
varying vec2 v_at;

void main() {
    v_at = a_corner * u_aspect - vec2(u_middle, 0.0);
    gl_Position = vec4(a_corner, 0.0, 1.0);
}
