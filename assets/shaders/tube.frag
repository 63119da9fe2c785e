// The near half of a round tube, lit.
uniform float u_veil;           // 0 for the tube itself, else the share of it seen through what hides it
varying vec3 v_at;
varying vec3 v_sideways;
varying float v_side;
varying vec3 v_colour;

void main() {
    vec3 eye = normalize(-v_at);
    vec3 sideways = normalize(v_sideways);
    vec3 towards = normalize(eye - sideways * dot(eye, sideways));
    vec3 n = sideways * v_side + towards * sqrt(max(1.0 - v_side * v_side, 0.0));
    vec3 lit = shade(v_colour, n, n, eye, 1.0, 0.6) + 0.25 * v_colour;
    float alpha = u_veil > 0.0 ? u_veil : 1.0;
    gl_FragColor = vec4(encode(fade(lit, v_at)) * alpha, alpha);
}
