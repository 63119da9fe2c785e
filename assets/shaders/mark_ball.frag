// A ball of glass: clear in the middle, its outline drawn.
uniform vec3 u_colour;          // sRGB
uniform float u_veil;           // share of it that is seen
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    float facing = abs(dot(normalize(v_normal), normalize(v_at)));
    float edge = 1.0 - facing;
    float alpha = (0.16 + 0.74 * edge * edge * edge) * u_veil;
    gl_FragColor = vec4(u_colour * (0.75 + 0.25 * facing), 1.0) * alpha;
}
