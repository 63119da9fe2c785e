// A head or a hand: matt, in its person's colour.
uniform vec3 u_colour;          // linear
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec3 n = normalize(v_normal);
    vec3 eye = normalize(-v_at);
    vec3 lit = shade(u_colour, n, n, eye, 1.0, 0.35) + 0.12 * u_colour;
    gl_FragColor = vec4(encode(lit), 1.0);
}
