// A translucent body such as electrolyte: clear when looked at straight, vivid and bright at its edges.
uniform vec4 u_cut;
uniform float u_clear;          // share of the opacity it has when looked at straight
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    if (dot(u_cut.xyz, v_at) + u_cut.w > 0.0) discard;
    vec3 eye = normalize(-v_at);
    vec3 n = normalize(v_normal);
    float inside = 1.0;
    if (dot(n, eye) < 0.0) { n = -n; inside = 0.75; }
    float facing = dot(n, eye);
    float edge = pow(1.0 - facing, 2.5);
    float key = max(dot(n, u_key), 0.0);
    float glint = pow(max(dot(n, normalize(u_key + eye)), 0.0), 60.0);
    vec3 lit = body_colour(v_electrode) * inside * (0.35 + 0.45 * key + 0.25 * (0.5 + 0.5 * dot(n, u_up)) + 0.9 * edge);
    vec2 alphas = body_alpha(v_electrode);
    float alpha = mix(u_clear * alphas.x, alphas.y, edge);
    vec3 premultiplied = encode(fade(lit, v_at)) * alpha + vec3(0.75 * glint);
    gl_FragColor = vec4(premultiplied, clamp(alpha + 0.75 * glint, 0.0, 1.0));
}
