// The current collector: rolled metal foil, bright along the rolling direction.
uniform vec3 u_metal;
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

float streak(float x) {
    return fract(sin(floor(x) * 12.9898) * 43758.5453);
}

void main() {
    vec3 eye = normalize(-v_at);
    vec3 n = normalize(v_normal);
    float x = v_electrode.y * 9.0;
    float roll = mix(streak(x), streak(x + 1.0), smoothstep(0.0, 1.0, fract(x)));
    vec3 lit = shade(u_metal * (0.86 + 0.14 * roll), n, n, eye, 1.0, 0.55 + 0.25 * roll);
    lit += lamp(u_metal, v_at, n, 1.0);
    gl_FragColor = vec4(encode(fade(lit, v_at)), 1.0);
}
