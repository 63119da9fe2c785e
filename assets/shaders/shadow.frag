// Soft shadow on the ground under a rectangle, as of a wide light above.
uniform vec4 u_rectangle;       // x0, y0, x1, y1 in um
uniform float u_soft_um;
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec2 low = smoothstep(u_rectangle.xy - u_soft_um, u_rectangle.xy + u_soft_um, v_electrode.xy);
    vec2 high = smoothstep(u_rectangle.zw - u_soft_um, u_rectangle.zw + u_soft_um, v_electrode.xy);
    vec2 within = low * (1.0 - high);
    gl_FragColor = vec4(0.0, 0.0, 0.0, 0.62 * within.x * within.y);
}
