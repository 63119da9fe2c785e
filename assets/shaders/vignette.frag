// Dark outside a cone about the line of sight, with a soft edge.
uniform float u_clear;  // half angle, radians
uniform float u_edge;
varying vec2 v_tangent;

void main() {
    float angle = atan(length(v_tangent));
    gl_FragColor = vec4(0.02, 0.025, 0.03, smoothstep(u_clear - 0.5 * u_edge, u_clear + 0.5 * u_edge, angle));
}
