// The whole picture; v_tangent is where each pixel looks, as tangents of the angles from the line of sight.
attribute vec2 a_corner;
uniform vec4 u_look;  // x and y of (corner + offset) / slope
varying vec2 v_tangent;

void main() {
    v_tangent = (a_corner + u_look.xy) / u_look.zw;
    gl_Position = vec4(a_corner, 0.0, 1.0);
}
