// The pores where the clip plane cuts them. The lattice holds (liquid, fluid, trapped gas): their ratios continue
// liquid and gas up to the particles, whose own caps then cover the rest.
uniform sampler3D u_lattice;    // axes z, y, x
uniform vec3 u_extent_um;       // of the lattice, x y z
uniform vec3 u_trapped;         // sRGB
uniform float u_trapped_shown;  // 0 or 1
uniform vec3 u_separator;       // sRGB
uniform float u_coating_um;     // height above which solid is the separator's, whose fibres nothing else caps
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec4 texel = texture3D(u_lattice, (v_electrode / u_extent_um).zyx);
    float fibre = step(u_coating_um, v_electrode.z) * (1.0 - smoothstep(0.42, 0.58, texel.g));
    if (texel.g < 0.02 && fibre < 0.5) discard;
    texel.g = max(texel.g, 0.02);
    float share = texel.r / texel.g;
    float wet = smoothstep(0.46, 0.54, share);
    float meniscus = 1.0 - smoothstep(0.0, 0.16, abs(share - 0.5));
    vec4 body = face(v_electrode, wet);
    float alpha = max(body.a, 0.9 * meniscus);
    vec3 colour = mix(body.rgb, vec3(0.80, 1.0, 0.98), 0.55 * meniscus);
    float trapped = u_trapped_shown * smoothstep(0.4, 0.6, texel.b / texel.g) * (1.0 - wet);
    colour = mix(colour, u_trapped, trapped);
    alpha = mix(alpha, 0.88, trapped);
    colour = mix(colour, u_separator, fibre);
    alpha = mix(alpha, 1.0, fibre);
    gl_FragColor = vec4(colour * alpha, alpha);
}
